package dev.highlander.testkit.cluster;

import dev.highlander.ErrorKind;
import dev.highlander.testkit.launch.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One node in a JVM of its own, with this JVM's class path: told what to do over its standard input ({@link NodeConsole}), and killed, paused
 * and stopped as an operating system does it. It ends when this JVM does. Thread-safe.
 */
public final class NodeProcess implements NodeRun, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int HEAP_MEGABYTES = 128;

  private final String name;
  private final Process process;
  private final OutputStream commands;
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
  private final Consumer<JsonNode> events;
  private final Path log;
  private final Thread reader;

  private NodeProcess(String name, Process process, Path log, Consumer<JsonNode> events) {
    this.name = name;
    this.process = process;
    this.commands = process.getOutputStream();
    this.log = log;
    this.events = events;
    this.reader = Thread.ofPlatform().daemon().name(name + "-answers").start(this::read);
  }

  /**
   * Starts a process; returns before it is {@link #awaitReady ready}.
   *
   * @param name for messages
   * @param main a class whose {@code main} serves a {@link NodeConsole} and tells the event {@code ready}
   * @param argument the one argument of {@code main}
   * @param log where its standard error goes
   * @param events told of every event, in order, on one thread
   */
  public static NodeProcess start(String name, Class<?> main, String argument, Path log, Consumer<JsonNode> events) {
    ProcessBuilder builder = JavaProcess.of(HEAP_MEGABYTES, List.of(), main, argument);
    try {
      Process process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
      return new NodeProcess(name, process, log, events);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name it was started with. */
  public String name() {
    return name;
  }

  /** Waits until it is ready; throws {@link CallFailed} if it did not come up because of one of the framework's errors. */
  @Override
  public NodeProcess awaitReady() {
    result(ready, "start");
    return this;
  }

  /** Gives it a command; completes exceptionally with {@link CallFailed}, or with another exception if the process ends first. */
  @Override
  public CompletableFuture<JsonNode> ask(String command, Map<String, ?> arguments) {
    long number = numbers.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    pending.put(number, answer);
    ObjectNode line = NodeConsole.JSON.createObjectNode().put("number", number).put("command", command);
    arguments.forEach((key, value) -> line.set(key, NodeConsole.JSON.valueToTree(value)));
    writing.lock();
    try {
      commands.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      commands.flush();
    } catch (IOException e) {
      pending.remove(number);
      answer.completeExceptionally(e);
    } finally {
      writing.unlock();
    }
    if (!process.isAlive()) {
      gone();
    }
    return answer;
  }

  /** Gives it a command and waits for its result. */
  public JsonNode call(String command, Map<String, ?> arguments) {
    return result(ask(command, arguments), command);
  }

  /** Waits for the result of a command; throws {@link CallFailed} if it failed there. */
  public JsonNode result(CompletableFuture<JsonNode> asked, String what) {
    try {
      return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallFailed failed) {
        throw failed;
      }
      throw new IllegalStateException(what + " at " + name + " failed, see " + log, e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(name + " has not answered to " + what + " within " + PATIENCE + ", see " + log, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " was asked to " + what, e);
    }
  }

  /** As {@code kill -9}; returns when it is dead and everything that it told is heard. */
  @Override
  public void kill() {
    if (process.isAlive()) {
      signal("KILL");
    }
    awaitEnd();
  }

  /** As {@code kill -STOP}: the process hangs, its connections stay. */
  @Override
  public void pause() {
    signal("STOP");
  }

  /** As {@code kill -CONT}. */
  @Override
  public void resume() {
    signal("CONT");
  }

  /** As {@code kill}: the process leaves in an orderly way; returns when it is gone and everything that it told is heard. */
  @Override
  public void terminate() {
    // Not Process.destroy(), which closes the pipes as well: what it tells while it leaves would be lost.
    signal("TERM");
    awaitEnd();
  }

  /** Whether it runs (or hangs). */
  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || !reader.join(PATIENCE)) {
        throw new IllegalStateException(name + " does not end, see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " ends", e);
    }
  }

  private void signal(String signal) {
    try {
      int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + signal + " of " + name + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // A process that is killed in the middle of a line leaves a part of it.
        if (line.endsWith("}")) {
          understand(NodeConsole.JSON.readTree(line));
        }
      }
    } catch (IOException e) {
      // The process is gone; what it was asked fails below.
    } finally {
      gone();
    }
  }

  private void understand(JsonNode line) {
    CompletableFuture<JsonNode> answer = pending.remove(line.path("number").asLong(0));
    if (answer != null) {
      complete(answer, line);
      return;
    }
    switch (line.path("event").asString("")) {
      case "ready" -> ready.complete(line);
      case "failed" -> complete(ready, line);
      default -> events.accept(line);
    }
  }

  private static void complete(CompletableFuture<JsonNode> answer, JsonNode line) {
    JsonNode error = line.path("error");
    if (error.isMissingNode()) {
      answer.complete(line.path("result"));
      return;
    }
    String message = error.path("message").asString("");
    String kind = error.path("kind").asString("");
    answer.completeExceptionally(
        kind.isEmpty()
            ? new IllegalStateException(message)
            : new CallFailed(ErrorKind.valueOf(kind), error.path("code").asString(""), message));
  }

  private void gone() {
    var why = new IllegalStateException("process " + name + " has ended, see " + log);
    ready.completeExceptionally(why);
    pending.forEach((number, answer) -> answer.completeExceptionally(why));
  }
}
