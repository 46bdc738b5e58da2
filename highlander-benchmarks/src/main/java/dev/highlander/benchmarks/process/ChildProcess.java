package dev.highlander.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A JVM with our class path that serves until its standard input ends, so that it never outlives the process that started it, whatever
 * becomes of that one. It says when it serves, and how it is reached, in one line.
 */
public final class ChildProcess implements AutoCloseable {

  private static final String READY = "@ready\t";
  private static final String RECORDINGS = "benchmarks.recordings";

  private final Process process;
  private final Map<String, String> addresses;

  private ChildProcess(Process process, Map<String, String> addresses) {
    this.process = process;
    this.addresses = addresses;
  }

  /** What a child does: starts to serve, tells how it is reached, and stays until the parent lets it go. Ends the process, always. */
  public static void serve(Callable<Map<String, String>> start) {
    try {
      StringBuilder line = new StringBuilder(READY);
      start.call().forEach((key, value) -> line.append(key).append('=').append(value).append('\t'));
      System.out.println(line);
      System.in.transferTo(OutputStream.nullOutputStream());
      System.exit(0);
    } catch (Throwable failed) {
      System.err.println("a process of the benchmark failed: " + failed);
      System.exit(1); // threads of what did start would keep it alive
    }
  }

  /** Starts a main class and returns when it is ready. */
  public static ChildProcess start(Class<?> main, String... args) throws IOException {
    String recordings = System.getProperty(RECORDINGS);
    List<String> flags = recordings == null ? List.of() : recordInto(Path.of(recordings), main.getSimpleName());
    Process process = builder(main, flags, List.of(args)).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(READY)) {
        forward(lines);
        return new ChildProcess(process, parse(line.substring(READY.length())));
      }
      System.out.println(line);
    }
    throw new IOException(main.getSimpleName() + " ended before it was ready");
  }

  /** Runs a main class to its end and gives out its lines; returns its exit code. */
  public static int run(Class<?> main, List<String> flags, List<String> args, Consumer<String> output)
      throws IOException, InterruptedException {
    Process process = builder(main, flags, args).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      output.accept(line);
    }
    return process.waitFor();
  }

  /** Flags that make a process, and those it starts, record themselves. */
  public static List<String> recordInto(Path folder, String name) {
    String file = folder.toAbsolutePath().resolve(name + "-%p.jfr").toString();
    return List.of("-XX:StartFlightRecording=settings=profile,filename=" + file, "-D" + RECORDINGS + "=" + folder.toAbsolutePath());
  }

  /** Flags that all processes have: a heap of fixed size, and nothing on standard output but what they say themselves. */
  public static List<String> commonFlags() {
    List<String> flags = new ArrayList<>(List.of("-Xms1g", "-Xmx1g", "-Xlog:disable", "-Xlog:all=error:stderr"));
    flags.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    if (Runtime.version().feature() >= 23) {
      flags.add("--sun-misc-unsafe-memory-access=allow"); // JMH's own, which a newer JDK warns of in each process
    }
    return flags;
  }

  private static ProcessBuilder builder(Class<?> main, List<String> flags, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(commonFlags());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(args);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static void forward(BufferedReader lines) {
    Thread.ofPlatform().daemon().start(() -> {
      try {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          System.out.println(line);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static Map<String, String> parse(String line) {
    Map<String, String> addresses = new TreeMap<>();
    for (String pair : line.strip().split("\t", -1)) {
      int equals = pair.indexOf('=');
      addresses.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return addresses;
  }

  /** What the child told under this name. */
  public String address(String name) {
    String value = addresses.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it told no '" + name + "', only " + addresses.keySet());
    }
    return value;
  }

  /** What the child told under this name, as something else. */
  public <T> T address(String name, Function<String, T> as) {
    return as.apply(address(name));
  }

  /** As {@code kill -9}; returns when it is dead. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
