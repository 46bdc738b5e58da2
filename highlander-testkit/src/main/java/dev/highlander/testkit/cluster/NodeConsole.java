package dev.highlander.testkit.cluster;

import dev.highlander.HighlanderException;
import dev.highlander.Rejected;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The inside of a {@link NodeProcess}: reads one command on each line of standard input, runs it on a thread of its own, and writes its result
 * and all events as lines of JSON to what was standard output. Other output goes to standard error from now on. Thread-safe.
 */
public final class NodeConsole {

  /** What a command does; its result is written as JSON, an exception as the command's error. */
  public interface Command {
    @Nullable Object run(JsonNode arguments) throws Exception;
  }

  static final JsonMapper JSON = JsonMapper.builder().build();

  private final InputStream in;
  private final PrintStream out;
  private final Map<String, Command> commands = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock();

  private NodeConsole(InputStream in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  /** Takes this process's standard streams over. */
  public static NodeConsole ofThisProcess() {
    var console = new NodeConsole(System.in, System.out);
    System.setOut(System.err);
    return console;
  }

  /** Defines a command. */
  public NodeConsole on(String name, Command command) {
    commands.put(name, command);
    return this;
  }

  /** Tells the test of something that happened, with the time of the machine's monotonic clock, which its processes share. */
  public void event(String name, Map<String, ?> fields) {
    ObjectNode line = JSON.createObjectNode().put("event", name).put("nanos", System.nanoTime());
    fields.forEach((key, value) -> line.set(key, JSON.valueToTree(value)));
    write(line);
  }

  /** Obeys until the test closes standard input or is gone; then this process ends at once. */
  public void serve() {
    try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode request = JSON.readTree(line);
        Thread.ofVirtual().name("command").start(() -> obey(request));
      }
    } catch (IOException e) {
      System.err.println("commands can't be read any more: " + e);
    }
    Runtime.getRuntime().halt(3);
  }

  /** Tells the test that this process did not come up, and ends it. */
  public void giveUp(Exception why) {
    ObjectNode line = JSON.createObjectNode().put("event", "failed");
    describe(line, why);
    write(line);
    why.printStackTrace();
    Runtime.getRuntime().halt(2);
  }

  private void obey(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode().put("number", request.path("number").asLong(0));
    try {
      String name = request.path("command").asString("");
      Command command = commands.get(name);
      if (command == null) {
        throw new IllegalArgumentException("there is no command '" + name + "'");
      }
      answer.set("result", JSON.valueToTree(command.run(request)));
    } catch (Exception e) {
      describe(answer, e);
    }
    write(answer);
  }

  private static void describe(ObjectNode line, Exception e) {
    ObjectNode error = line.putObject("error");
    if (e instanceof HighlanderException known) {
      error.put("kind", known.kind().name());
    } else {
      e.printStackTrace();
    }
    if (e instanceof Rejected rejected) {
      error.put("code", rejected.code());
    }
    error.put("message", e.toString());
  }

  private void write(ObjectNode line) {
    writing.lock();
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException gone) {
      Runtime.getRuntime().halt(3);
    } finally {
      writing.unlock();
    }
  }
}
