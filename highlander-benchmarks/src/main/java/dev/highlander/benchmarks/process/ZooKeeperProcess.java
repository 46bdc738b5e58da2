package dev.highlander.benchmarks.process;

import dev.highlander.local.EmbeddedZooKeeper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One ZooKeeper server in a process of its own, with an empty data folder that goes with it. */
public final class ZooKeeperProcess implements AutoCloseable {

  private final ChildProcess process;

  private ZooKeeperProcess(ChildProcess process) {
    this.process = process;
  }

  /** Starts the process. */
  public static ZooKeeperProcess start() throws IOException {
    return new ZooKeeperProcess(ChildProcess.start(ZooKeeperProcess.class));
  }

  /** The process itself. */
  public static void main(String[] args) {
    ChildProcess.serve(() -> Map.of("connect", EmbeddedZooKeeper.start(TemporaryFolder.create()).connectString()));
  }

  public String connectString() {
    return process.address("connect");
  }

  /** How many requests the server has received, pings and the four-letter question itself included. */
  public long received() throws IOException {
    String connect = connectString();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(connect.substring(connect.lastIndexOf(':') + 1)))) {
      socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(line -> line.startsWith("Received:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
          .findFirst()
          .orElseThrow(() -> new IOException("the server tells no counters"));
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
