package dev.highlander.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Highlander;
import dev.highlander.annotation.Persistent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterIT {

  @Persistent("note")
  record Note(String text) {}

  @TempDir Path folder;

  @Test
  void whatWasPutIsThereAfterEverythingWasRestarted() {
    try (var node = LocalCluster.run(folder, Note.class)) {
      Highlander.put(Note.class, "a", new Note("kept"));
      assertThat(node.ref(Note.class, "a").get()).isEqualTo(new Note("kept"));
    }

    try (var node = LocalCluster.run(folder, Note.class)) {
      assertThat(Highlander.get(Note.class, "a")).isEqualTo(new Note("kept"));
      assertThat(node.ids(Note.class, "", null, 10)).containsExactly("a");
    }
  }

  @Test
  void theFacadeFindsIt() {
    System.setProperty("highlander.data", folder.toString());
    try (var node = Highlander.run(Note.class)) {
      assertThat(node.ref(Note.class, "b").exists()).isFalse();
      assertThat(folder.resolve("s3")).isDirectory();
    } finally {
      System.clearProperty("highlander.data");
    }
  }
}
