package dev.highlander.spi;

import java.util.concurrent.CompletableFuture;

/**
 * Requests and replies between processes, as opaque bytes: one long-lived connection for each pair. A transport may lose, delay and
 * duplicate nothing by itself, but a connection may break at any time; then it says which requests can't have arrived and which may have.
 * Thread-safe; no method blocks on the network.
 */
public interface Transport extends AutoCloseable {

  /**
   * Starts listening if this process hosts objects.
   *
   * @return the address that peers reach it at; empty for a client
   */
  CompletableFuture<String> start(RequestHandler handler);

  /**
   * Sends a request.
   *
   * @param address {@code host:port} of the peer
   * @param body at most the frame limit; a larger one is answered {@link Failure.TooLarge}
   * @param timeoutNanos how long to wait for a reply before the answer is {@link Failure.Lost}
   * @param replyHandler called exactly once, on any thread; must not block
   */
  void request(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler);

  /** Breaks all connections and stops listening. */
  @Override
  void close();

  /** Takes the requests of peers. Called on a connection's reader; see the implementation's rule about blocking. */
  interface RequestHandler {
    /**
     * One request.
     *
     * @param peer who sent it, authenticated by the handshake
     * @param body the bytes; the receiver owns the array
     * @param responder answers it, at most once, from any thread
     */
    void onRequest(Peer peer, byte[] body, Responder responder);
  }

  /** Answers one request. */
  interface Responder {
    /** Sends the reply; silently dropped if the connection is gone. A body over the frame limit throws {@link dev.highlander.BadRequest}. */
    void reply(byte[] body);
  }

  /** Takes the answer to one request. */
  interface ReplyHandler {
    void onReply(byte[] body);

    void onFailure(Failure failure);
  }

  /**
   * An authenticated peer.
   *
   * @param name the name it gave in the handshake
   * @param address its remote address, for logs
   */
  record Peer(String name, String address) {}

  /** Why a request got no reply. */
  sealed interface Failure {
    /** A sentence for people. */
    String reason();

    /** It never left, or the peer refused the connection: the peer has not seen it. */
    record NotSent(String reason) implements Failure {}

    /** The connection broke or the time was up after it may have left: the peer may have seen it. */
    record Lost(String reason) implements Failure {}

    /** The connection's window or queue is full: the peer has not seen it. */
    record Full(String reason) implements Failure {}

    /** The body is over the frame limit: the peer has not seen it. */
    record TooLarge(String reason) implements Failure {}
  }
}
