package dev.highlander.docs;

import static dev.highlander.docs.CodeBlocks.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test in docs/testing-with-processes.md compiles as it stands there. */
class TestingCodeTest {

  private static final String IMPORTS =
      """
      import static org.assertj.core.api.Assertions.assertThat;
      import static org.awaitility.Awaitility.await;
      import dev.highlander.Ref;
      import dev.highlander.kit.Counter;
      import dev.highlander.testkit.cluster.*;
      import org.junit.jupiter.api.Test;
      import org.junit.jupiter.api.extension.RegisterExtension;
      """;

  @TempDir private Path classes;

  @Test
  void theTestOfAClusterOfProcessesCompiles() throws IOException {
    List<String> tests = CodeBlocks.of("docs/testing-with-processes.md");

    assertThat(tests).hasSize(1);
    assertThat(CodeBlocks.errors(classes, List.of(source("CounterClusterTest", IMPORTS + tests.getFirst())))).isEmpty();
  }
}
