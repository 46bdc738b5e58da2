package dev.highlander.samples.todo;

import dev.highlander.local.EmbeddedServices;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "samples-todo",
    mixinStandardHelpOptions = true,
    subcommands = {ServicesCommand.class, NodeCommand.class},
    description = {
      "Shared to-do lists on Highlander.",
      "Without a command: ZooKeeper and an S3 server in this process, three nodes in processes of their own, and the page."
    })
final class DemoCommand implements Callable<Integer> {

  @Option(names = "--data", paramLabel = "DIR", defaultValue = "highlander-data",
      description = "Where everything is kept; created if needed. Default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("");

  @Option(names = "--port", paramLabel = "P", defaultValue = "8080",
      description = "Port of the page on 127.0.0.1; 0 for a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--stop-with-parent", hidden = true, description = "Stops when the process that started this one ends.")
  private boolean stopWithParent;

  @Override
  public Integer call() throws InterruptedException {
    EmbeddedServices services = EmbeddedServices.start(data);
    Demo demo;
    try {
      demo = Demo.start(services, port);
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      demo.close();
      services.close();
    }, "stop-demo"));
    if (stopWithParent) {
      ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
    }
    demo.awaitFirstNode();
    System.out.println();
    System.out.println("  The page:  " + demo.address());
    System.out.println("  Data in    " + data.toAbsolutePath());
    System.out.println("  Ctrl-C stops everything.");
    System.out.println();
    System.out.flush();
    new CountDownLatch(1).await();
    return 0;
  }
}
