package dev.highlander.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What JDK sockets can do with the transport's frames and its threads, and nothing else: the client has one reader and one writer, the
 * server answers in its reader; whatever is there goes out with one write. No correlation, no handlers, no time-outs.
 */
final class RawEcho {

  private static final int BUFFER = 64 * 1024;

  private final int frameBytes;
  private final AtomicInteger toSend;
  private final LongAdder done;

  RawEcho(int bodyBytes, int inFlight, LongAdder done) {
    this.frameBytes = 13 + bodyBytes;
    this.toSend = new AtomicInteger(inFlight);
    this.done = done;
  }

  /** Runs until the process ends. */
  void start() throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
    Socket accepted = server.accept();
    client.setTcpNoDelay(true);
    accepted.setTcpNoDelay(true);
    thread(() -> answer(accepted));
    Thread writer = thread(() -> send(client));
    thread(() -> receive(client, writer));
  }

  private void answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    byte[] input = new byte[BUFFER];
    byte[] output = new byte[BUFFER];
    for (int limit = 0; ; ) {
      limit += in.read(input, limit, BUFFER - limit);
      int position = 0;
      int used = 0;
      for (; limit - position >= frameBytes; position += frameBytes) {
        byte[] body = new byte[ByteBuffer.wrap(input).getInt(position) - 9];
        System.arraycopy(input, position + 13, body, 0, body.length);
        System.arraycopy(input, position, output, used, 13);
        System.arraycopy(body, 0, output, used + 13, body.length);
        used += frameBytes;
      }
      limit -= position;
      System.arraycopy(input, position, input, 0, limit);
      out.write(output, 0, used);
    }
  }

  private void send(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    byte[] frames = new byte[BUFFER];
    int most = BUFFER / frameBytes;
    for (int i = 0; i < most; i++) {
      ByteBuffer.wrap(frames).putInt(i * frameBytes, frameBytes - 4);
    }
    while (true) {
      int count = Math.min(most, toSend.get());
      if (count == 0) {
        LockSupport.park(this);
      } else {
        toSend.addAndGet(-count);
        out.write(frames, 0, count * frameBytes);
      }
    }
  }

  private void receive(Socket socket, Thread writer) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] input = new byte[BUFFER];
    for (int left = 0; ; ) {
      left += in.read(input, 0, BUFFER);
      int count = left / frameBytes;
      left -= count * frameBytes;
      done.add(count);
      if (count > 0 && toSend.getAndAdd(count) == 0) {
        LockSupport.unpark(writer);
      }
    }
  }

  private interface Loop {
    void run() throws IOException;
  }

  private static Thread thread(Loop loop) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                loop.run();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }
}
