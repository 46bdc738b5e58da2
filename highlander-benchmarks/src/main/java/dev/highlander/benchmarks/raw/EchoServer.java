package dev.highlander.benchmarks.raw;

import dev.highlander.benchmarks.process.ChildProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;

/**
 * The other side of {@link EchoClient}, in a process of its own: answers each frame with one of a given length, on the thread that read it,
 * and writes the answers to all that came in with one read with one write.
 */
public final class EchoServer {

  private EchoServer() {}

  /** Takes the length of an answer's body. */
  public static void main(String[] args) {
    ChildProcess.serve(() -> {
      byte[] answer = new byte[Integer.parseInt(args[0])];
      ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
      Thread.ofPlatform().daemon().start(() -> accept(server, answer));
      return Map.of("port", Integer.toString(server.getLocalPort()));
    });
  }

  private static void accept(ServerSocket server, byte[] answer) {
    while (true) {
      try {
        Socket socket = server.accept();
        Thread.ofPlatform().daemon().start(() -> serve(socket, answer));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void serve(Socket socket, byte[] answer) {
    try (socket) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      Frames frames = new Frames(socket.getInputStream());
      byte[] buffer = new byte[Frames.BUFFER_BYTES];
      int filled = 0;
      while (true) {
        if (filled > 0 && (!frames.hasNext() || filled + Frames.HEADER_BYTES + answer.length > buffer.length)) {
          out.write(buffer, 0, filled);
          filled = 0;
        }
        frames.next();
        filled = Frames.put(buffer, filled, frames.correlation(), answer);
      }
    } catch (IOException e) {
      // The client is gone; it knows why.
    }
  }
}
