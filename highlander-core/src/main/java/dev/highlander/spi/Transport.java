package dev.highlander.spi;

import java.util.concurrent.CompletableFuture;

/**
 * Requests and replies between processes, as opaque bytes: one long-lived connection for each pair. A transport may lose, delay and
 * duplicate nothing by itself, but a connection may break at any time; then it says which requests can't have arrived and which may have.
 * Thread-safe; no method blocks on the network.
 */
public interface Transport extends AutoCloseable {

  /** The largest body of a {@link #probe} and of its reply. */
  int MAX_PROBE_BYTES = 4_096;

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

  /**
   * Sends a small request that asks whether the peer is there, on a way that neither large frames nor requests in hand can block. Otherwise as
   * {@link #request}; answered by the same {@link RequestHandler}. A transport that has no such way uses the ordinary one.
   *
   * @param body at most {@link #MAX_PROBE_BYTES}, and so is the reply
   */
  default void probe(String address, byte[] body, long timeoutNanos, ReplyHandler replyHandler) {
    request(address, body, timeoutNanos, replyHandler);
  }

  /**
   * Breaks the connections to an address, because who was there is known to be gone: what waits for an answer is {@link Failure.Lost} now
   * instead of at its time-out. Later requests connect again. A transport may ignore it.
   */
  default void disconnect(String address, String reason) {}

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

    /**
     * It never left, or the peer refused the connection: the peer has not seen it.
     *
     * @param deserted whether the peer's machine answered that nobody listens at the address: the process is not there, as far as it knows
     */
    record NotSent(String reason, boolean deserted) implements Failure {
      /** Without an answer of the peer's machine. */
      public NotSent(String reason) {
        this(reason, false);
      }
    }

    /** The connection broke or the time was up after it may have left: the peer may have seen it. */
    record Lost(String reason) implements Failure {}

    /** The connection's window or queue is full: the peer has not seen it. */
    record Full(String reason) implements Failure {}

    /** The body is over the frame limit: the peer has not seen it. */
    record TooLarge(String reason) implements Failure {}
  }
}
