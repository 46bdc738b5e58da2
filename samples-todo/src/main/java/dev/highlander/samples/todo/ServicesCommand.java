package dev.highlander.samples.todo;

import dev.highlander.local.EmbeddedServices;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "services",
    mixinStandardHelpOptions = true,
    description = "Runs only ZooKeeper and an S3 server, and prints what a node needs to use them.")
final class ServicesCommand implements Callable<Integer> {

  @Option(names = "--data", required = true, paramLabel = "DIR", description = "Where their data is kept; created if needed.")
  private Path data = Path.of("");

  @Option(names = "--zookeeper-port", paramLabel = "P", description = "Port of ZooKeeper on 127.0.0.1; a free one if left out.")
  private int zooKeeperPort;

  @Option(names = "--s3-port", paramLabel = "P", description = "Port of the S3 server on 127.0.0.1; a free one if left out.")
  private int s3Port;

  @Override
  public Integer call() throws InterruptedException {
    EmbeddedServices services = EmbeddedServices.start(data, zooKeeperPort, s3Port);
    Runtime.getRuntime().addShutdownHook(new Thread(services::close, "stop-services"));
    System.out.println("zookeeper   " + services.zooKeeper().connectString());
    System.out.println("s3-endpoint " + services.s3().endpoint());
    System.out.println("s3-region   " + services.s3().region());
    System.out.println("bucket      " + services.s3().bucket());
    System.out.println("access-key  " + services.s3().accessKey());
    System.out.println("secret-key  " + services.s3().secretKey());
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
  }
}
