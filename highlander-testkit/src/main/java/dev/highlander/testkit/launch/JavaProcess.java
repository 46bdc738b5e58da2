package dev.highlander.testkit.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of further JVMs: small, and started often. Thread-safe. */
public final class JavaProcess {

  /** The same for all, because an {@link AotCache} fits the flags that it was made with. */
  private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final AotCache CACHE = AotCache.ofThisJvm();

  private JavaProcess() {}

  /**
   * A process with this JVM's class path. After the first few of them an AOT cache is made in the background, and those that are started when it
   * is there use it: that halves the processor time of a node's start.
   *
   * @param heapMegabytes its largest heap
   * @param flags of the JVM
   * @param main a public class of the class path
   * @param argument of {@code main}
   */
  public static ProcessBuilder of(int heapMegabytes, List<String> flags, Class<?> main, String argument) {
    List<String> learnt = CACHE.flags();
    List<String> command = command(CACHE.classPath(), heapMegabytes, main, argument);
    command.addAll(1, flags);
    command.addAll(1, learnt);
    return new ProcessBuilder(command);
  }

  /** Makes the AOT cache now, unless it is there: for tests that measure, which it would disturb later. Takes half a minute at most, usually. */
  public static void rehearse() {
    CACHE.makeNow();
  }

  static List<String> command(String classPath, int heapMegabytes, Class<?> main, String argument) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add("-Xmx" + heapMegabytes + "m");
    command.addAll(List.of("-cp", classPath, main.getName(), argument));
    return command;
  }
}
