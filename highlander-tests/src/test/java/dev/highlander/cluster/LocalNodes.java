package dev.highlander.cluster;

import dev.highlander.Epoch;
import dev.highlander.Highlander;
import dev.highlander.HighlanderNode;
import dev.highlander.NodeBuilder;
import dev.highlander.NodeSettings;
import dev.highlander.ObjectId;
import dev.highlander.local.EmbeddedServices;
import dev.highlander.s3.S3Store;
import dev.highlander.samples.todo.Todo;
import dev.highlander.samples.todo.TodoList;
import dev.highlander.spi.NodeListener;
import dev.highlander.testkit.cluster.ActivationLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/** Nodes in this JVM over a real ZooKeeper server and a real S3 server, each of which hosts what is called first at it. */
final class LocalNodes implements AutoCloseable {

  private final EmbeddedServices services;
  private final ActivationLog activations = new ActivationLog();
  private final Deque<HighlanderNode> nodes = new ArrayDeque<>();

  LocalNodes(Path folder) {
    services = EmbeddedServices.start(folder);
  }

  EmbeddedServices services() {
    return services;
  }

  ActivationLog activations() {
    return activations;
  }

  HighlanderNode start(String name, NodeSettings.Builder settings, UnaryOperator<NodeBuilder> more) {
    var s3 = services.s3();
    NodeBuilder builder =
        Highlander.node()
            .name(name)
            .zookeeper(services.zooKeeper().connectString())
            .store(S3Store.bucket(s3.bucket()).endpoint(s3.endpoint()).region(s3.region()).credentials(s3.accessKey(), s3.secretKey()))
            .types(Ledger.class, Note.class, Nest.class, Todo.class, TodoList.class)
            .defaultPlacement("local-first")
            .settings(settings.sessionTimeout(Duration.ofSeconds(6)).build())
            .listener(new Listener(name));
    HighlanderNode node = more.apply(builder).start();
    nodes.push(node);
    return node;
  }

  @Override
  public void close() {
    nodes.forEach(HighlanderNode::close);
    services.close();
  }

  private final class Listener implements NodeListener {
    private final String name;

    Listener(String name) {
      this.name = name;
    }

    @Override
    public void onActivated(ObjectId object, Epoch epoch) {
      activations.activated(name, object.toString(), epoch.toString(), System.nanoTime());
    }

    @Override
    public void onDeactivated(ObjectId object, Epoch epoch, String reason, long servedUntilNanos) {
      activations.deactivated(name, object.toString(), epoch.toString(), reason, servedUntilNanos);
    }
  }
}
