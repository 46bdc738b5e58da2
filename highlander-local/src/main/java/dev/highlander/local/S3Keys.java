package dev.highlander.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/**
 * The access key and secret of an embedded S3 server, made at its first start and kept in its folder, readable by the owner only, so that
 * other processes may be configured once.
 *
 * @param accessKey names the key
 * @param secretKey signs requests
 */
record S3Keys(String accessKey, String secretKey) {

  private static final String FILE = "credentials.properties";

  /** Reads the folder's keys, or makes them. The caller holds the folder's lock. */
  static S3Keys of(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        write(file, new S3Keys("HL" + random(9), random(30)));
      }
      var properties = new Properties();
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      }
      return new S3Keys(required(properties, "accessKey", file), required(properties, "secretKey", file));
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + file.toAbsolutePath() + " can't be used: " + e.getMessage(), e);
    }
  }

  private static void write(Path file, S3Keys keys) throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
            : new FileAttribute<?>[0];
    Path complete = Files.createTempFile(file.toAbsolutePath().getParent(), "credentials", ".new", ownerOnly);
    Files.writeString(complete, "accessKey=" + keys.accessKey + "\nsecretKey=" + keys.secretKey + "\n");
    Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random).replace('-', 'x').replace('_', 'y');
  }

  private static String required(Properties properties, String name, Path file) {
    String value = properties.getProperty(name);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException("the file " + file.toAbsolutePath() + " has no '" + name + "'; delete it to make new keys");
    }
    return value.trim();
  }

  @Override
  public String toString() {
    return "S3Keys[" + accessKey + "]";
  }
}
