package dev.highlander.zookeeper;

/**
 * What one request gave.
 *
 * @param <T> what a successful one returns
 */
public sealed interface ZkReply<T> {

  /** It was done. */
  record Done<T>(T value) implements ZkReply<T> {}

  /**
   * It was definitely not done; of a multi, nothing of it.
   *
   * @param reason why
   * @param operation index of the operation of a multi that failed; 0 otherwise
   * @param message for people
   */
  record Refused<T>(Reason reason, int operation, String message) implements ZkReply<T> {}

  /**
   * The connection broke: it was done, not done, or may be done until the next acknowledged write of this session (protocol C4).
   */
  record Unknown<T>(String message) implements ZkReply<T> {}

  /** The session is over, and with it everything ephemeral that it made. */
  record Ended<T>(String message) implements ZkReply<T> {}

  /** Why a request was refused. */
  enum Reason {
    NO_NODE,
    NODE_EXISTS,
    NOT_EMPTY,
    OTHER
  }

  /** Whether it was refused for this reason. */
  default boolean refused(Reason reason) {
    return this instanceof Refused<T> refused && refused.reason() == reason;
  }

  /** Whether it was refused for this reason at this operation of a multi. */
  default boolean refused(Reason reason, int operation) {
    return this instanceof Refused<T> refused && refused.reason() == reason && refused.operation() == operation;
  }

  /** A sentence about a request that was not done. */
  default String problem() {
    return switch (this) {
      case Done<T> done -> "it was done";
      case Refused<T> refused -> "ZooKeeper refused: " + refused.message();
      case Unknown<T> unknown -> "the connection to ZooKeeper broke: " + unknown.message();
      case Ended<T> ended -> "the ZooKeeper session is over: " + ended.message();
    };
  }
}
