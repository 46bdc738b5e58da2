package dev.highlander.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;

/** The files {@code <key>-<uuid>} that the file store renames when an upload is complete; a process that is killed leaves them behind. */
final class UnfinishedUploads {

  private static final int SUFFIX = 1 + 36;
  private static final Pattern NAME = Pattern.compile("-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private UnfinishedUploads() {}

  /** Whether a key or file name is one of an unfinished upload. */
  static boolean isName(String key) {
    return key.length() >= SUFFIX && NAME.matcher(key).region(key.length() - SUFFIX, key.length()).matches();
  }

  /** Deletes them below a folder that nobody writes to; returns how many there were. */
  static int sweep(Path root) throws IOException {
    var counter = new SimpleFileVisitor<Path>() {
      private int swept;

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (isName(file.getFileName().toString())) {
          Files.delete(file);
          swept++;
        }
        return FileVisitResult.CONTINUE;
      }
    };
    Files.walkFileTree(root, counter);
    return counter.swept;
  }
}
