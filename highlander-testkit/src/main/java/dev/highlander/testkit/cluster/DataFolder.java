package dev.highlander.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a cluster keeps data and logs: a folder that was named and stays, or a temporary one that is deleted unless somebody wants to see it. */
final class DataFolder {

  private final Path path;
  private volatile boolean kept;

  /** {@code named} is null for a temporary folder. */
  DataFolder(@Nullable Path named) {
    try {
      path = named == null ? Files.createTempDirectory("highlander-test") : Files.createDirectories(named);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    kept = named != null;
    requireEmpty();
  }

  /** What earlier nodes left there would look as if nobody had written it. */
  private void requireEmpty() {
    try (Stream<Path> files = Files.list(path)) {
      if (files.findAny().isPresent()) {
        throw new IllegalArgumentException(path + " is not empty; a cluster for tests begins with nothing");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  Path path() {
    return path;
  }

  void keep() {
    kept = true;
  }

  void close() {
    if (!kept) {
      delete(path);
    }
  }

  /** Deletes a folder and what is in it. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
