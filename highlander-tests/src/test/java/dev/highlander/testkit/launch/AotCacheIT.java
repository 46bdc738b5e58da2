package dev.highlander.testkit.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes start from an AOT cache when there is one, and as always when there is none or a wrong one. */
class AotCacheIT {

  private static final String CLASS_PATH = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  /** A JVM says on its standard output how it was started. */
  public static final class Speaker {

    private Speaker() {}

    public static void main(String[] arguments) {
      System.out.println(arguments[0] + " " + System.getProperty("java.class.path"));
    }
  }

  @Test
  void theFourthStartMakesACacheAndLaterOnesRunFromIt(@TempDir Path folder) throws Exception {
    var cache = AotCache.in(folder, CLASS_PATH);

    IntStream.range(0, AotCache.STARTS_BEFORE_IT_PAYS - 1).forEach(i -> assertThat(cache.flags()).isEmpty());
    assertThat(rehearsals(folder)).isZero();
    assertThat(cache.flags()).isEmpty();
    await().atMost(Duration.ofMinutes(3)).until(() -> !cache.flags().isEmpty());

    assertThat(speak(cache, List.of("-XX:AOTMode=on"))).as("fails if the cache can't be used").isEqualTo("hello " + cache.classPath());
    assertThat(AotCache.in(folder, CLASS_PATH).flags()).as("for the next JVM").isEqualTo(cache.flags());
    await().until(() -> Files.list(folder).noneMatch(left -> left.toString().endsWith(".tmp") || Files.isDirectory(left)));
  }

  @Test
  void aBrokenCacheCostsNothingButTime(@TempDir Path folder) throws Exception {
    var cache = AotCache.in(folder, CLASS_PATH);
    Files.writeString(cache.file(), "this is no cache");

    assertThat(cache.flags()).isNotEmpty();
    assertThat(speak(cache, List.of())).isEqualTo("hello " + cache.classPath());
  }

  @Test
  void aFolderBecomesAJarWithTheSameContentsThatIsPackedAgainWhenTheyChange(@TempDir Path folder) throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes/deep/er")).getParent().getParent();
    Files.writeString(classes.resolve("deep/er/text"), "one");
    Files.writeString(Files.createDirectory(classes.resolve("META-INF")).resolve("MANIFEST.MF"), "Class-Path: elsewhere.jar");
    Path jars = Files.createDirectory(folder.resolve("jars"));
    String classPath = classes + File.pathSeparator + folder.resolve("missing") + File.pathSeparator + aJar();

    var first = JarredClassPath.of(classPath, jars);
    assertThat(first.entries()).hasSize(2).last().isEqualTo(Path.of(aJar()).toAbsolutePath().normalize());
    assertThat(text(first.entries().getFirst())).isEqualTo("one");
    try (var jar = new JarFile(first.entries().getFirst().toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName)).containsExactly("META-INF/", "deep/", "deep/er/", "deep/er/text");
    }
    assertThat(JarredClassPath.of(classPath, jars)).isEqualTo(first);

    Files.writeString(classes.resolve("deep/er/text"), "more");
    var second = JarredClassPath.of(classPath, jars);
    assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
    assertThat(text(second.entries().getFirst())).isEqualTo("more");
  }

  @Test
  void whatNobodyNeedsAnyMoreIsRemoved(@TempDir Path folder) throws Exception {
    Path oldCache = old(folder.resolve("classes-1.aot"), Duration.ofMinutes(11));
    Path newCache = old(folder.resolve("classes-2.aot"), Duration.ofMinutes(9));
    Path oldJar = old(folder.resolve("classes-1.jar"), Duration.ofHours(25));
    Path newJar = old(folder.resolve("classes-2.jar"), Duration.ofHours(23));

    AotCache.in(folder, aJar());

    assertThat(oldCache).doesNotExist();
    assertThat(newCache).exists();
    assertThat(oldJar).doesNotExist();
    assertThat(newJar).exists();
  }

  @Test
  void whatIsNeededIsKeptHoweverOldItIs(@TempDir Path folder) throws Exception {
    Path cache = AotCache.in(folder, aJar()).file();
    old(cache, Duration.ofDays(2));

    assertThat(AotCache.in(folder, aJar()).flags()).as("uses it").isNotEmpty();
  }

  @Test
  void aClassPathThatCantBePackedIsLeftAsItIs(@TempDir Path folder) {
    String withTheWorkingFolder = aJar() + File.pathSeparator + File.pathSeparator + aJar();

    var cache = AotCache.in(folder, withTheWorkingFolder);

    assertThat(cache.classPath()).isEqualTo(withTheWorkingFolder);
    assertThat(cache.flags()).isEmpty();
  }

  private static long rehearsals(Path folder) throws IOException {
    try (var found = Files.list(folder)) {
      return found.filter(file -> file.toString().endsWith("rehearsal.log")).count();
    }
  }

  private static String speak(AotCache cache, List<String> more) throws IOException, InterruptedException {
    List<String> command = JavaProcess.command(cache.classPath(), 64, Speaker.class, "hello");
    command.addAll(1, cache.flags());
    command.addAll(1, more);
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return said;
  }

  private static Path old(Path file, Duration age) throws IOException {
    Files.writeString(file, "old");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }

  private static String aJar() {
    return List.of(CLASS_PATH.split(File.pathSeparator)).stream().filter(entry -> entry.endsWith(".jar")).findFirst().orElseThrow();
  }

  private static String text(Path jar) throws IOException {
    try (var files = FileSystems.newFileSystem(jar)) {
      return Files.readString(files.getPath("/deep/er/text"));
    }
  }
}
