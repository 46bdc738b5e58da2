package dev.highlander.zookeeper;

import org.jspecify.annotations.Nullable;

/** Keeps the reply to one request of a pipeline until the reply to the last one is there. */
final class Holding<T> {

  private @Nullable ZkReply<T> reply;

  void set(ZkReply<T> reply) {
    this.reply = reply;
  }

  ZkReply<T> get() {
    ZkReply<T> held = reply;
    if (held == null) {
      throw new IllegalStateException("replies out of order");
    }
    return held;
  }
}
