package dev.highlander.samples.todo;

import dev.highlander.Highlander;
import dev.highlander.NodeBuilder;
import dev.highlander.s3.S3Store;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "Runs one node with its gateway and the page. SIGTERM releases its objects.")
final class NodeCommand implements Callable<Integer> {

  /** Environment variables for what should not stand on a command line, where every user of the machine can read it. */
  static final String ACCESS_KEY = "TODO_ACCESS_KEY";

  static final String SECRET_KEY = "TODO_SECRET_KEY";

  private static final long STOP_MILLIS = 8_000;

  @Option(names = "--name", required = true, paramLabel = "N", description = "Name of the node, different from all others.")
  private String name = "";

  @Option(names = "--listen", required = true, paramLabel = "HOST:PORT", description = "Where it listens for other nodes; port 0 for any.")
  private String listen = "";

  @Option(names = "--http", required = true, paramLabel = "HOST:PORT", description = "Where its gateway listens; port 0 for any.")
  private String http = "";

  @Option(names = "--zookeeper", required = true, paramLabel = "CONNECT", description = "ZooKeeper's connect string.")
  private String zookeeper = "";

  @Option(names = "--s3-endpoint", required = true, paramLabel = "URL", description = "Address of the S3 server.")
  private URI s3Endpoint = URI.create("");

  @Option(names = "--s3-region", required = true, paramLabel = "R", description = "Region of the bucket.")
  private String s3Region = "";

  @Option(names = "--bucket", required = true, paramLabel = "B", description = "The bucket; it exists already.")
  private String bucket = "";

  @Option(names = "--access-key", required = true, paramLabel = "K", defaultValue = "${env:" + ACCESS_KEY + "}",
      description = "S3 access key; otherwise the environment's " + ACCESS_KEY + ".")
  private String accessKey = "";

  @Option(names = "--secret-key", required = true, paramLabel = "S", defaultValue = "${env:" + SECRET_KEY + "}",
      description = "S3 secret key; otherwise the environment's " + SECRET_KEY + ".")
  private String secretKey = "";

  @Option(names = "--prefix", paramLabel = "P", description = "Put before every key of the bucket, such as 'demo/'.")
  private @Nullable String prefix;

  @Option(names = "--idle", paramLabel = "TIME", description = "How long an object stays in memory after its last call, such as 30s.")
  private @Nullable Duration idle;

  @Option(names = "--stop-with-input", hidden = true, description = "Stops when standard input ends, as it does with the parent process.")
  private boolean stopWithInput;

  @Override
  public Integer call() throws InterruptedException {
    if (stopWithInput) {
      Thread.ofPlatform().daemon().name("watch-parent").start(NodeCommand::exitWithInput);
    }
    TodoNode node = TodoNode.start(builder(), http);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "stop-node"));
    System.out.println(name + " " + NodeProcess.SERVES + node.http());
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  private NodeBuilder builder() {
    var store = S3Store.bucket(bucket).endpoint(s3Endpoint).region(s3Region).credentials(accessKey, secretKey);
    if (prefix != null && !prefix.isEmpty()) {
      store.prefix(prefix.endsWith("/") ? prefix : prefix + "/");
    }
    NodeBuilder builder = Highlander.node().name(name).listen(listen).zookeeper(zookeeper).store(store);
    return idle == null ? builder : builder.idle(idle);
  }

  /** Releasing needs ZooKeeper; when that is gone too, this process does not wait for it for ever. */
  private static void stop(TodoNode node) {
    Thread.ofPlatform().daemon().name("stop-deadline").start(() -> {
      try {
        Thread.sleep(STOP_MILLIS);
        System.err.println("stopping took longer than " + STOP_MILLIS + " ms; what was not released expires with the session");
        Runtime.getRuntime().halt(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    node.close();
  }

  private static void exitWithInput() {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (IOException e) {
      System.err.println("standard input broke: " + e.getMessage());
    }
    System.exit(0);
  }
}
