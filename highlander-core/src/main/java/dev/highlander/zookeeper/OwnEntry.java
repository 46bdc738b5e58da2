package dev.highlander.zookeeper;

import dev.highlander.internal.util.SerialQueue;
import dev.highlander.spi.Member;
import java.util.List;
import java.util.function.Consumer;

/**
 * The own node entry. Each write carries its whole value, so writes are submitted one after the other: a renewal can't put an
 * older value over a newer one. Thread-safe.
 */
final class OwnEntry {

  private final ZkSession session;
  private final Paths paths;
  private final SerialQueue submissions = new SerialQueue();
  private volatile Member self;
  private volatile byte[] value;

  OwnEntry(ZkSession session, Paths paths, Member self) {
    this.session = session;
    this.paths = paths;
    this.self = self;
    this.value = NodeData.encode(self);
  }

  Member self() {
    return self;
  }

  String path() {
    return paths.node(self.incarnation());
  }

  void create(Consumer<ZkReply<String>> reply) {
    session.create(new ZkOp.Create(path(), value, ZkOp.Mode.EPHEMERAL), reply);
  }

  /** Fails a multi unless the entry exists. */
  ZkOp check() {
    return new ZkOp.Check(path());
  }

  /** Writes the present value: an acknowledged one renews the lease, and settles what was sent before (protocol L2, C4). */
  void write(Consumer<ZkReply<ZkStat>> reply) {
    submissions.execute(() -> session.setData(path(), value, reply));
  }

  /**
   * Submits requests that contain a write of the present value. Such a write in a multi does what {@link #check} does, and its
   * result carries the transaction of the multi, which a create does not tell.
   */
  void submit(Consumer<ZkOp.SetData> requests) {
    submissions.execute(() -> requests.accept(new ZkOp.SetData(path(), value)));
  }

  /** Changes what the entry says, and touches {@code nodes} so that all members read it. */
  void change(Member changed, Consumer<ZkReply<List<ZkSession.Result>>> reply) {
    submissions.execute(
        () -> {
          self = changed;
          value = NodeData.encode(changed);
          session.multi(
              List.of(new ZkOp.SetData(path(), value), new ZkOp.SetData(paths.nodes(), new byte[0])), reply);
        });
  }
}
