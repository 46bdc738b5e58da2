package dev.highlander.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Answers a request whose content was not read. Closing at once would reset the connection while the client still sends, and many clients
 * then never see the answer; so the answer goes out first, and what still comes is dropped for a short while.
 */
final class Farewell {

  private static final long MAX_BYTES = 16L << 20;
  private static final long MAX_MILLIS = 2_000;

  private Farewell() {}

  static boolean needed(Request request, BodyBudget.Share share) {
    boolean content = request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING) || request.getLength() > 0;
    // A client that waits for leave to send has sent nothing.
    return content && !share.complete() && !request.getHeaders().contains(HttpHeader.EXPECT);
  }

  static void send(ByteBuffer body, Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    Scheduler.Task end =
        request
            .getComponents()
            .getScheduler()
            .schedule(() -> request.getConnectionMetaData().getConnection().getEndPoint().close(), MAX_MILLIS, TimeUnit.MILLISECONDS);
    try {
      try (Blocker.Callback written = Blocker.callback()) {
        response.write(true, body, written);
        written.block();
      }
      drop(Content.Source.asInputStream(request));
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    } finally {
      end.cancel();
    }
  }

  private static void drop(InputStream in) throws IOException {
    byte[] buffer = new byte[16 << 10];
    long left = MAX_BYTES;
    for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
      left -= read;
    }
  }
}
