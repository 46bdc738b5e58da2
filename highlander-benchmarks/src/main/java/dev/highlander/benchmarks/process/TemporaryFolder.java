package dev.highlander.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that goes when its process does. */
final class TemporaryFolder {

  private TemporaryFolder() {}

  static Path create() throws IOException {
    Path folder = Files.createTempDirectory("highlander-benchmarks");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    return folder;
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      boolean all = files.sorted(Comparator.reverseOrder()).map(Path::toFile).map(File::delete).reduce(true, Boolean::logicalAnd);
      if (!all) {
        System.err.println(folder + " could not be removed altogether");
      }
    } catch (IOException e) {
      System.err.println(folder + " is left behind: " + e.getMessage());
    }
  }
}
