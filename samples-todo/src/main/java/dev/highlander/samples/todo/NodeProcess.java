package dev.highlander.samples.todo;

import dev.highlander.local.EmbeddedServices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One node in a process of its own, on the Java that runs this one. Its lines are printed behind its name. Its standard input is a pipe that
 * nobody writes to: when this process ends, however it ends, the pipe closes and the node stops.
 */
final class NodeProcess {

  /** What a node prints when it serves; the launcher reads the address from it. */
  static final String SERVES = "serves ";

  private static final Pattern SERVING = Pattern.compile(".*\\b" + SERVES + "(http://\\S+)");

  private final String name;
  private final Process process;

  private NodeProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts a node.
   *
   * @param name its name
   * @param services what it uses
   * @param serving told once where the node's gateway listens, when objects are served
   * @param ended told once of the exit status
   */
  static NodeProcess start(String name, EmbeddedServices services, Consumer<NodeAddress> serving, Consumer<Integer> ended) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), TodoMain.class.getName()));
    command.addAll(List.of("node", "--name", name, "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    command.addAll(List.of("--zookeeper", services.zooKeeper().connectString()));
    command.addAll(List.of("--s3-endpoint", services.s3().endpoint().toString(), "--s3-region", services.s3().region()));
    command.addAll(List.of("--bucket", services.s3().bucket(), "--stop-with-input"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(NodeCommand.ACCESS_KEY, services.s3().accessKey());
    builder.environment().put(NodeCommand.SECRET_KEY, services.s3().secretKey());
    try {
      var node = new NodeProcess(name, builder.start());
      // Not virtual: a read from a pipe keeps its carrier, and three of them would leave none to anybody on a small machine.
      Thread.ofPlatform().daemon().name("output-of-" + name).start(() -> node.follow(serving, ended));
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException("the process of " + name + " does not start: " + e.getMessage(), e);
    }
  }

  private void follow(Consumer<NodeAddress> serving, Consumer<Integer> ended) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(name + " | " + line);
        Matcher matcher = SERVING.matcher(line);
        if (matcher.matches()) {
          serving.accept(new NodeAddress(name, URI.create(matcher.group(1))));
        }
      }
      ended.accept(process.waitFor());
    } catch (IOException e) {
      ended.accept(-1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long pid() {
    return process.pid();
  }

  /** Asks it to stop, as SIGTERM does. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end; kills it when it takes longer. */
  void await(long millis) throws InterruptedException {
    if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
  }
}
