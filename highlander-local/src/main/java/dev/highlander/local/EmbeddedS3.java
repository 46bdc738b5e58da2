package dev.highlander.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.concurrent.TimeoutException;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An S3 server in this process, on the loopback address: s3proxy over a folder of files, with conditional writes and deletes that hold
 * under races ({@code ConditionalBlobStore}). For one machine: development, tests, demos.
 *
 * <p>An acknowledged write survives the death of the process, since a complete file is renamed into place; it is not forced to the disk,
 * so a crash of the <em>machine</em> may lose the last ones. Limits of the file store: keys {@code x} and {@code x/y} can't both exist; one
 * part of a key is below about 200 bytes; keys that end in {@code -} and a UUID are refused; a body is at most 16 MiB. Thread-safe.
 */
public final class EmbeddedS3 implements AutoCloseable {

  /** The bucket that is created unless another is named. */
  public static final String DEFAULT_BUCKET = "highlander";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedS3.class);
  private static final int MAX_THREADS = 300;
  private static final long STOP_TIMEOUT_MILLIS = 2_000;

  private final FolderLock lock;
  private final S3Proxy server;
  private final S3Keys keys;
  private final String bucket;

  private EmbeddedS3(FolderLock lock, S3Proxy server, S3Keys keys, String bucket) {
    this.lock = lock;
    this.server = server;
    this.keys = keys;
    this.bucket = bucket;
  }

  /** Starts a server on a free port with the default bucket; see {@link #start(Path, int, String)}. */
  public static EmbeddedS3 start(Path folder) {
    return start(folder, 0, DEFAULT_BUCKET);
  }

  /** Starts a server with the default bucket; see {@link #start(Path, int, String)}. */
  public static EmbeddedS3 start(Path folder, int port) {
    return start(folder, port, DEFAULT_BUCKET);
  }

  /**
   * Starts a server and returns when it accepts connections and its bucket exists.
   *
   * @param folder where its data and its keys are kept; created if needed
   * @param port the port on 127.0.0.1, or 0 for the one it had last time in this folder if that is free, otherwise any
   * @param bucket created if needed
   * @throws IllegalStateException if another server uses the folder, the folder's file system keeps no extended attributes (ETags live in
   *     them), or the server does not start (for one, because the port is taken)
   */
  public static EmbeddedS3 start(Path folder, int port, String bucket) {
    FolderLock lock = FolderLock.take(folder);
    try {
      S3Keys keys = S3Keys.of(folder);
      LastPort last = new LastPort(folder);
      Path root = prepare(folder.resolve("buckets"), bucket);
      var store = new ConditionalBlobStore(new FilesystemNio2BlobStore(root.toAbsolutePath().toString()));
      S3Proxy server =
          S3Proxy.builder()
              .blobStore(store)
              .endpoint(URI.create("http://127.0.0.1:" + last.instead(port)))
              .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, keys.accessKey(), keys.secretKey())
              .ignoreUnknownHeaders(true)
              .maxSinglePartObjectSize(ConditionalBlobStore.MAX_BODY_BYTES)
              .jettyMaxThreads(MAX_THREADS)
              .stopTimeout(STOP_TIMEOUT_MILLIS)
              .build();
      server.setBlobStoreLocator(
          (accessKey, anyBucket, anyKey) ->
              keys.accessKey().equals(accessKey) ? new AccessGrant(keys.secretKey(), new RequestView(store)) : null);
      server.start();
      var started = new EmbeddedS3(lock, server, keys, bucket);
      last.remember(started.port());
      LOG.info("S3 server runs at {}, bucket {}, data in {}", started.endpoint(), bucket, folder.toAbsolutePath());
      return started;
    } catch (Exception e) {
      lock.close();
      String where = port == 0 ? "a free port" : "port " + port;
      throw new IllegalStateException("the S3 server does not start on " + where + " of 127.0.0.1: " + e.getMessage(), e);
    }
  }

  private static Path prepare(Path root, String bucket) throws IOException {
    Path created = Files.createDirectories(root.resolve(bucket));
    requireExtendedAttributes(created);
    int swept = UnfinishedUploads.sweep(root);
    if (swept > 0) {
      LOG.info("removed {} unfinished uploads of an earlier run from {}", swept, root.toAbsolutePath());
    }
    return root;
  }

  /** Without them the file store would answer writes without an ETag, and every condition would be judged against nothing. */
  private static void requireExtendedAttributes(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, "attributes", ".probe");
      try {
        Files.getFileAttributeView(probe, UserDefinedFileAttributeView.class).write("user.probe", ByteBuffer.wrap(new byte[16]));
      } finally {
        Files.delete(probe);
      }
    } catch (IOException | UnsupportedOperationException | NullPointerException e) {
      throw new IllegalStateException(
          "the file system of " + folder.toAbsolutePath() + " keeps no extended attributes, which hold the ETags; name a folder on another", e);
    }
  }

  /** What a client connects to, path-style: {@code http://127.0.0.1:port}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** The bucket that exists. */
  public String bucket() {
    return bucket;
  }

  /** The region clients sign for; the server accepts any. */
  public String region() {
    return "us-east-1";
  }

  /** The access key of this folder. */
  public String accessKey() {
    return keys.accessKey();
  }

  /** The secret key of this folder. */
  public String secretKey() {
    return keys.secretKey();
  }

  /** Finishes requests that run (2 s at most), stops, and returns when port and folder are free. Idempotent. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TimeoutException e) {
      // Jetty says so after it has stopped all the same.
      LOG.info("the S3 server has stopped; requests that ran for more than {} ms were cut off", STOP_TIMEOUT_MILLIS);
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server did not stop: " + e.getMessage(), e);
    } finally {
      lock.close();
    }
  }
}
