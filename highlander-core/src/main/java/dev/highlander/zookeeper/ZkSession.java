package dev.highlander.zookeeper;

import java.util.List;
import java.util.function.Consumer;

/**
 * The part of one ZooKeeper session that the registry uses. Over it lies all logic of claims and membership, so that the same
 * code runs on a real ensemble and on a simulated one.
 *
 * <p>Requests are sent in the order of the calls and their replies, watch events and connection events are delivered in the order
 * in which the server decided them, never two at a time. No method blocks; every reply consumer is called exactly once, and never
 * inside the call that it belongs to unless the session is over. It must not block. Thread-safe. A session is never replaced by
 * another one.
 */
public interface ZkSession {

  /** The server's id of the session. */
  long id();

  /**
   * Several changes, all or none. Replies with one result for each operation.
   *
   * @param operations at most 500, and 256 kB of paths and values
   */
  void multi(List<ZkOp> operations, Consumer<ZkReply<List<Result>>> reply);

  /** Replaces a node's value. */
  void setData(String path, byte[] data, Consumer<ZkReply<ZkStat>> reply);

  /** Creates a node; replies with its path. */
  void create(ZkOp.Create create, Consumer<ZkReply<String>> reply);

  /** Deletes a node without children. */
  void delete(String path, Consumer<ZkReply<Void>> reply);

  /**
   * Names of a node's children.
   *
   * @param watch whether {@link Listener#onChanged} is to be called once at their next change
   */
  void children(String path, boolean watch, Consumer<ZkReply<List<String>>> reply);

  /**
   * A node's value.
   *
   * @param watch whether {@link Listener#onChanged} is to be called once at its next change
   */
  void data(String path, boolean watch, Consumer<ZkReply<Data>> reply);

  /** A node's metadata. */
  void stat(String path, Consumer<ZkReply<ZkStat>> reply);

  /** Paths of this session's ephemeral nodes below a path. */
  void ephemerals(String path, Consumer<ZkReply<List<String>>> reply);

  /** Ends the session, and with it its ephemeral nodes. Later requests are answered {@link ZkReply.Ended}; no event follows. */
  void close(Runnable closed);

  /**
   * A node's value and metadata.
   *
   * @param value the bytes
   * @param stat its metadata
   */
  record Data(byte[] value, ZkStat stat) {}

  /** What one operation of a multi gave. */
  sealed interface Result {
    /** A create: the path with its sequence number. The server gives no metadata for it. */
    record Created(String path) implements Result {}

    /** A new value; {@code stat.mzxid()} is the transaction of the whole multi. */
    record Set(ZkStat stat) implements Result {}

    /** A check or a deletion. */
    record Passed() implements Result {}
  }

  /** What happens to a session, in order with its replies. */
  interface Listener {
    /** A watched node or its children changed; the watch is used up. */
    void onChanged(String path);

    /** The connection is lost; requests in flight are answered {@link ZkReply.Unknown}. */
    void onSuspended();

    /** Connected again, same session. */
    void onResumed();

    /** The session is over; nothing follows. */
    void onEnded(String reason);
  }
}
