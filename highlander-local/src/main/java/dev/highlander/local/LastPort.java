package dev.highlander.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The port that a server of this folder had last time. Asked for any free port, it takes that one again if it can: clients that come back find it,
 * and what was found out about the store under its address (the start-up probe's record) still holds.
 */
final class LastPort {

  private final Path file;

  LastPort(Path folder) {
    this.file = folder.resolve("port");
  }

  /** The port to use where {@code wanted} is asked for. */
  int instead(int wanted) {
    if (wanted != 0 || !Files.exists(file)) {
      return wanted;
    }
    try {
      int last = Integer.parseInt(Files.readString(file).strip());
      requireFree(last);
      return last;
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }

  void remember(int port) throws IOException {
    Files.writeString(file, Integer.toString(port));
  }

  /** Throws if somebody listens there. */
  static void requireFree(int port) throws IOException {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress("127.0.0.1", port));
    }
  }
}
