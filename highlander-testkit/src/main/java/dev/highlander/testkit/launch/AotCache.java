package dev.highlander.testkit.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loaded and linked classes from a {@link Rehearsal}, for the JVMs that are started later with the same class path. It is kept in the build's
 * folder until something on the class path changes. Whatever goes wrong with it costs time only: a JVM that can't use a cache starts as always.
 * JEP 514 and JEP 515 describe it; it takes JDK 25.
 */
final class AotCache {

  private static final Logger LOG = LoggerFactory.getLogger(AotCache.class);

  /** A test that starts a process or two gains nothing from it. */
  static final int STARTS_BEFORE_IT_PAYS = 4;

  /** Set to true it leaves processes and their class path as they are. */
  static final String OFF = "highlander.testkit.noAotCache";

  private static final int FIRST_RELEASE = 25;
  private static final Duration REHEARSAL_AT_MOST = Duration.ofMinutes(3);

  /** Large, and made again by whoever misses it. */
  private static final Duration CACHE_OUTDATED = Duration.ofMinutes(10);

  /** Small, and needed as long as a JVM runs that packed it. */
  private static final Duration JAR_OUTDATED = Duration.ofDays(1);

  private final String classPath;
  private final Path folder;
  private final @Nullable Path file;
  private final AtomicInteger starts = new AtomicInteger();

  private AotCache(String classPath, Path folder, @Nullable Path file) {
    this.classPath = classPath;
    this.folder = folder;
    this.file = file;
  }

  static AotCache ofThisJvm() {
    String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of("target", "build")
        .map(Path::of)
        .filter(Files::isDirectory)
        .findFirst()
        .filter(folder -> Runtime.version().feature() >= FIRST_RELEASE && !Boolean.getBoolean(OFF))
        .map(folder -> in(folder.resolve("highlander-testkit").toAbsolutePath(), classPath))
        .orElseGet(() -> new AotCache(classPath, Path.of(""), null));
  }

  /** A cache in a folder of its own. */
  static AotCache in(Path folder, String classPath) {
    try {
      Files.createDirectories(folder);
      var jarred = JarredClassPath.of(classPath, folder);
      Path file = folder.resolve("classes-" + jarred.fingerprint() + ".aot");
      List<Path> needed = Stream.concat(jarred.entries().stream(), Stream.of(file)).toList();
      removeOutdated(folder, needed);
      return new AotCache(jarred.toString(), folder, file);
    } catch (IOException | RuntimeException e) {
      LOG.warn("processes start without an AOT cache: {}", e.toString());
      return new AotCache(classPath, folder, null);
    }
  }

  /** What the processes' class path has to be, whether they use the cache or not. */
  String classPath() {
    return classPath;
  }

  /** For the next process. */
  List<String> flags() {
    if (file == null) {
      return List.of();
    }
    if (Files.exists(file)) {
      return List.of("-XX:AOTCache=" + file, "-Xlog:disable", "-Xlog:all=error:stderr");
    }
    if (starts.incrementAndGet() == STARTS_BEFORE_IT_PAYS) {
      Thread.ofPlatform().daemon().name("aot-cache").start(() -> make(file));
    }
    return List.of();
  }

  /** Returns when it is there, or is known to be impossible. */
  void makeNow() {
    if (file != null && !Files.exists(file)) {
      make(file);
    }
  }

  /** Where it is, or will be. */
  @Nullable Path file() {
    return file;
  }

  /** Rehearses; returns when the cache is there, or is known to be impossible. */
  private void make(Path cache) {
    try {
      Path unfinished = Files.createTempFile(folder, "classes-", ".tmp");
      Path stage = Files.createTempDirectory(folder, "rehearsal-");
      List<String> command = JavaProcess.command(classPath, Rehearsal.HEAP_MEGABYTES, Rehearsal.class, stage.toString());
      command.add(1, "-XX:AOTCacheOutput=" + unfinished);
      Path log = folder.resolve("rehearsal.log");
      Process rehearsal = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      try {
        if (rehearsal.waitFor(REHEARSAL_AT_MOST.toSeconds(), TimeUnit.SECONDS) && rehearsal.exitValue() == 0 && Files.size(unfinished) > 0) {
          Files.move(unfinished, cache, StandardCopyOption.ATOMIC_MOVE);
        } else {
          LOG.warn("processes start without an AOT cache: the rehearsal failed, see {}", log);
        }
      } finally {
        rehearsal.descendants().forEach(ProcessHandle::destroyForcibly);
        rehearsal.destroyForcibly();
        Files.deleteIfExists(unfinished);
        delete(stage);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("processes start without an AOT cache: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeOutdated(Path folder, List<Path> needed) throws IOException {
    Instant now = Instant.now();
    try (Stream<Path> found = Files.list(folder)) {
      for (Path each : found.toList()) {
        Duration outdated = each.toString().endsWith(".jar") ? JAR_OUTDATED : CACHE_OUTDATED;
        if (!needed.contains(each) && Files.getLastModifiedTime(each).toInstant().isBefore(now.minus(outdated))) {
          delete(each);
        }
      }
    }
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> found = Files.walk(path)) {
      for (Path each : found.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
