package dev.highlander.benchmarks.raw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.AsyncCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;

/** ZooKeeper's own client alone, making the multi that a claim is: check, create the parent, create the ephemeral child, set the parent. */
public final class RawClaims implements AutoCloseable {

  private static final byte[] NOTHING = {};
  private static final byte[] SELF = "n1 0123456789012345678901 127.0.0.1:12345".getBytes(StandardCharsets.UTF_8);

  private final ZooKeeper client;
  private final String root;
  private final String node;

  /** Connects, and makes a root of its own. */
  public RawClaims(String connectString, String root) throws IOException, InterruptedException, KeeperException {
    CountDownLatch connected = new CountDownLatch(1);
    this.client = new ZooKeeper(connectString, 10_000, event -> {
      if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
        connected.countDown();
      }
    });
    connected.await();
    this.root = root;
    this.node = root + "/node-0123456789012345678901";
    client.create(root, NOTHING, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    client.create(node, SELF, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
  }

  /** Claims; completes with the path of the claim. */
  public CompletableFuture<String> claim(String id) {
    String parent = root + "/" + id;
    return multi(
        List.of(
            Op.check(node, -1),
            Op.create(parent, NOTHING, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
            Op.create(
                parent + "/0123456789012345678901-00000001-", SELF, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL),
            Op.setData(parent, NOTHING, -1)))
        .thenApply(results -> ((OpResult.CreateResult) results.get(2)).getPath());
  }

  /** Undoes a claim by its path. */
  public CompletableFuture<List<OpResult>> release(String path) {
    return multi(List.of(Op.check(node, -1), Op.delete(path, -1), Op.delete(path.substring(0, path.lastIndexOf('/')), -1)));
  }

  private CompletableFuture<List<OpResult>> multi(List<Op> operations) {
    CompletableFuture<List<OpResult>> result = new CompletableFuture<>();
    AsyncCallback.MultiCallback done = (int code, String path, @Nullable Object context, List<OpResult> results) -> {
      if (code == KeeperException.Code.OK.intValue()) {
        result.complete(results);
      } else {
        result.completeExceptionally(KeeperException.create(KeeperException.Code.get(code)));
      }
    };
    client.multi(operations, done, null);
    return result;
  }

  @Override
  public void close() throws InterruptedException {
    client.close();
  }
}
