package dev.highlander.zookeeper;

/** One operation of an atomic {@link ZkSession#multi}. */
public sealed interface ZkOp {

  /** The node it is about; of a sequential create the beginning of its name. */
  String path();

  /** Fails with {@code NO_NODE} unless the node exists. */
  record Check(String path) implements ZkOp {}

  /**
   * Creates a node.
   *
   * @param path its path; with {@link Mode#EPHEMERAL_SEQUENTIAL} the server appends the parent's next sequence number
   * @param data its value
   * @param mode how long it lives
   */
  record Create(String path, byte[] data, Mode mode) implements ZkOp {}

  /** Replaces a node's value. */
  record SetData(String path, byte[] data) implements ZkOp {}

  /** Deletes a node without children. */
  record Delete(String path) implements ZkOp {}

  /** How long a created node lives and how it is named. */
  enum Mode {
    PERSISTENT,
    EPHEMERAL,
    EPHEMERAL_SEQUENTIAL
  }
}
