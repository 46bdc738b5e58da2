package dev.highlander.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data folder for one server at a time: an operating-system lock on the file {@code lock} in it, which ends with the process however
 * that ends. Two servers on one folder would each check conditions against writes that they don't see.
 */
final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the folder if needed and takes its lock.
   *
   * @throws IllegalStateException if another server, of this process or another, has it
   * @throws UncheckedIOException if the folder can't be created or written
   */
  static FolderLock take(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new IllegalStateException(
            "the folder " + folder.toAbsolutePath() + " is in use by another server; stop that one, or name another folder");
      }
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder.toAbsolutePath() + " can't be used: " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Gives the folder back. The file stays: deleting it would let two servers lock two different files of one name. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
