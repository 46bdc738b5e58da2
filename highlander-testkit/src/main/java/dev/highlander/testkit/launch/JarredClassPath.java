package dev.highlander.testkit.launch;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A class path whose folders have become jars, because a JVM archives no classes of folders.
 *
 * @param entries in order; all of them exist
 * @param fingerprint of the JVM and of everything on the class path, by sizes and times
 */
record JarredClassPath(List<Path> entries, String fingerprint) {

  /**
   * Packs the folders of a class path.
   *
   * @param jars where the jars go; a jar that is there already is used again
   */
  static JarredClassPath of(String classPath, Path jars) throws IOException {
    List<Path> entries = new ArrayList<>();
    MessageDigest everything = sha256();
    update(everything, System.getProperty("java.vm.version") + System.getProperty("java.home"));
    for (String part : classPath.split(File.pathSeparator)) {
      if (part.isEmpty()) {
        throw new IOException("a class path with the working folder on it is left as it is");
      }
      Path entry = Path.of(part).toAbsolutePath().normalize();
      if (Files.isDirectory(entry)) {
        entry = packed(entry, jars);
      }
      if (Files.exists(entry)) {
        entries.add(entry);
        update(everything, entry + " " + Files.size(entry) + " " + Files.getLastModifiedTime(entry).toMillis());
      }
    }
    return new JarredClassPath(List.copyOf(entries), HexFormat.of().formatHex(everything.digest(), 0, 12));
  }

  @Override
  public String toString() {
    return String.join(File.pathSeparator, entries.stream().map(Path::toString).toList());
  }

  private static Path packed(Path folder, Path jars) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      // A manifest counts in jars only.
      files = found.filter(file -> !file.equals(folder) && !file.equals(folder.resolve(JarFile.MANIFEST_NAME))).sorted().toList();
    }
    MessageDigest contents = sha256();
    for (Path file : files) {
      update(contents, file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis());
    }
    Path jar = jars.resolve("classes-" + HexFormat.of().formatHex(contents.digest(), 0, 12) + ".jar");
    if (!Files.exists(jar)) {
      // Another JVM may do the same at this moment: whoever is last replaces the same by the same.
      Path unfinished = Files.createTempFile(jars, "classes-", ".tmp");
      write(folder, files, unfinished);
      Files.move(unfinished, jar, StandardCopyOption.ATOMIC_MOVE);
    }
    return jar;
  }

  private static void write(Path folder, List<Path> files, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out)) {
      for (Path file : files) {
        boolean directory = Files.isDirectory(file);
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/') + (directory ? "/" : "")));
        if (!directory) {
          Files.copy(file, zip);
        }
        zip.closeEntry();
      }
    }
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new UncheckedIOException(new IOException(everyJvmHasIt));
    }
  }
}
