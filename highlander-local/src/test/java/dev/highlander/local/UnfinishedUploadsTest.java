package dev.highlander.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnfinishedUploadsTest {

  @ParameterizedTest
  @CsvSource({
    "a.json-123e4567-e89b-42d3-a456-426614174000, true",
    "-123e4567-e89b-42d3-a456-426614174000, true",
    "123e4567-e89b-42d3-a456-426614174000, false",
    "123e4567-e89b-42d3-a456-426614174000.json, false",
    "a-123e4567-e89b-42d3-a456-426614174000.json, false",
    "a-123E4567-e89b-42d3-a456-426614174000, false",
    "a-123e4567-e89b-42d3-a456-42661417400, false",
    "a, false"
  })
  void onlyNamesThatEndInADashAndAUuidAreUnfinished(String name, boolean unfinished) {
    assertThat(UnfinishedUploads.isName(name)).isEqualTo(unfinished);
  }

  @Test
  void aSweepRemovesThemInEveryFolderAndNothingElse(@TempDir Path root) throws IOException {
    Path inner = Files.createDirectories(root.resolve("bucket/objects"));
    Path kept = Files.writeString(inner.resolve("a.json"), "{}");
    Path unfinished = Files.writeString(inner.resolve("a.json-123e4567-e89b-42d3-a456-426614174000"), "{");

    assertThat(UnfinishedUploads.sweep(root)).isEqualTo(1);

    assertThat(kept).exists();
    assertThat(unfinished).doesNotExist();
  }
}
