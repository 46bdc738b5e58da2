package dev.highlander.kit;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.highlander.BadRequest;
import dev.highlander.testkit.cluster.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be started is refused before anything is started. */
class TestClusterBuilderTest {

  @Test
  void everyNodeHasANameOfItsOwn() {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> TestCluster.nodes(new String[0]));
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> TestCluster.nodes("a", "a"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> TestCluster.nodes("a", TestCluster.STORE))
        .withMessageContaining("store");
  }

  @Test
  void aClassThatIsNotPersistentIsNamed() {
    assertThatExceptionOfType(BadRequest.class)
        .isThrownBy(() -> TestCluster.nodes("a").types(String.class).start())
        .withMessageContaining("java.lang.String");
  }

  @Test
  void aFolderThatIsInUseIsRefused(@TempDir Path folder) throws IOException {
    Files.createFile(folder.resolve("left-over"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> TestCluster.nodes("a").types(Counter.class).folder(folder).start())
        .withMessageContaining("not empty");
  }
}
