package dev.highlander.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Makes the conditions of a file-backed store atomic, as S3 promises: {@code If-Match} and {@code If-None-Match} of a write or delete are
 * judged and the file is replaced under one lock of the key. As shipped, s3proxy compares first and writes later; of 32 racing writes with
 * one {@code If-Match} up to seven won.
 *
 * <h2>Locks</h2>
 *
 * <p><b>Key locks</b>, striped. A write holds its key's lock exclusively while it compares and renames the file into place. The body is read
 * from the network <em>before</em> that, so a slow or dead client blocks nobody. A read holds it shared while it takes ETag, size and the
 * open file, which would otherwise belong to different versions; the bytes are then sent from the open file without a lock.
 *
 * <p><b>The tree lock.</b> Deleting the last file of a folder deletes the folder, which another key's write may be about to use. So
 * deletes exclude all writes; writes share the lock among themselves. Order: tree, then key.
 *
 * <h2>Unfinished uploads</h2>
 *
 * <p>The file store writes {@code <key>-<uuid>} and renames it. Such names are left out of listings, refused as keys, and removed at
 * start by {@link UnfinishedUploads}.
 */
final class ConditionalBlobStore extends ForwardingBlobStore {

  /** Largest body of one write, in bytes; it is held in memory. */
  static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  private static final int STRIPES = 1024;

  private final ReadWriteLock tree = new ReentrantReadWriteLock();
  private final ReadWriteLock[] keys =
      Stream.generate(ReentrantReadWriteLock::new).limit(STRIPES).toArray(ReadWriteLock[]::new);

  ConditionalBlobStore(BlobStore files) {
    super(files);
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
    byte[] bytes = read(body);
    refuseReserved(request.key());
    return writing(request.bucket(), request.key(), () -> {
      check(request.bucket(), request.key(), request.ifMatch(), request.ifNoneMatch());
      return super.putBlob(unconditional(request), new ByteArrayInputStream(bytes));
    });
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    refuseReserved(request.destinationKey());
    return writing(request.destinationBucket(), request.destinationKey(), () -> {
      check(request.destinationBucket(), request.destinationKey(), request.ifMatch(), request.ifNoneMatch());
      return super.copyBlob(request.toBuilder().ifMatch(null).ifNoneMatch(null).build());
    });
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(MultipartUpload upload, CompleteMultipartUploadRequest request) {
    refuseReserved(request.key());
    return writing(request.bucket(), request.key(), () -> {
      check(request.bucket(), request.key(), request.ifMatch(), request.ifNoneMatch());
      return super.completeMultipartUpload(upload, request.toBuilder().ifMatch(null).ifNoneMatch(null).build());
    });
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    return holding(tree.writeLock(), () -> super.removeBlob(request));
  }

  /**
   * Deletes a key if its ETag is still the given one, null for none. A key that is gone meanwhile counts as deleted, as S3 answers for keys
   * that do not exist; any other ETag is answered 412 and nothing is deleted.
   */
  DeleteObjectResponse removeUnchanged(DeleteObjectRequest request, @Nullable String judged) {
    return holding(tree.writeLock(), () -> {
      String present = etag(request.bucket(), request.key());
      if (present != null && !present.equals(judged)) {
        throw S3Exceptions.fromStatusCode(412);
      }
      return super.removeBlob(request);
    });
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    return holding(tree.readLock(), () -> holding(key(request.bucket(), request.key()).readLock(), () -> super.getBlob(request)));
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    return holding(
        tree.readLock(), () -> holding(key(request.bucket(), request.key()).readLock(), () -> super.blobMetadata(request)));
  }

  /** A page that unfinished uploads would leave empty is passed over, so that an empty page means the end. */
  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    ListObjectsV2Request next = request;
    while (true) {
      ListObjectsV2Response page = super.list(next);
      var shown = page.contents().stream().filter(object -> !UnfinishedUploads.isName(object.key())).toList();
      boolean last = page.nextContinuationToken() == null;
      if (last || !shown.isEmpty() || !page.commonPrefixes().isEmpty()) {
        return page.toBuilder().contents(shown).keyCount(shown.size() + page.commonPrefixes().size()).build();
      }
      next = request.toBuilder().continuationToken(page.nextContinuationToken()).build();
    }
  }

  private <T> T writing(String bucket, String key, Supplier<T> action) {
    return holding(tree.readLock(), () -> holding(key(bucket, key).writeLock(), action));
  }

  private static <T> T holding(Lock lock, Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private ReadWriteLock key(String bucket, String key) {
    int hash = 31 * bucket.hashCode() + key.hashCode();
    return keys[Math.floorMod(hash ^ (hash >>> 16), STRIPES)];
  }

  /** Called with the key's lock held: nothing can change between this and the write that follows. */
  private void check(String bucket, String key, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifMatch == null && ifNoneMatch == null) {
      return;
    }
    String present = etag(bucket, key);
    if (ifMatch != null && present == null) {
      throw S3Exceptions.noSuchKey(bucket, key, "If-Match names a version of a key that does not exist");
    }
    if (ifMatch != null && !matches(ifMatch, present)) {
      throw S3Exceptions.fromStatusCode(412);
    }
    if (ifNoneMatch != null && present != null && matches(ifNoneMatch, present)) {
      throw S3Exceptions.fromStatusCode(412);
    }
  }

  private @Nullable String etag(String bucket, String key) {
    HeadObjectResponse head =
        delegate().blobMetadataIfPresent(HeadObjectRequest.builder().bucket(bucket).key(key).build());
    return head == null ? null : head.eTag();
  }

  private static boolean matches(String condition, @Nullable String etag) {
    return etag != null && (condition.trim().equals("*") || bare(condition).equals(bare(etag)));
  }

  private static String bare(String etag) {
    String trimmed = etag.trim();
    boolean quoted = trimmed.length() >= 2 && trimmed.startsWith("\"") && trimmed.endsWith("\"");
    return quoted ? trimmed.substring(1, trimmed.length() - 1) : trimmed;
  }

  private static PutObjectRequest unconditional(PutObjectRequest request) {
    return request.toBuilder().ifMatch(null).ifNoneMatch(null).build();
  }

  private static byte[] read(InputStream body) {
    try {
      byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
      if (bytes.length > MAX_BODY_BYTES) {
        throw S3Exceptions.invalidRequest("a body is at most " + MAX_BODY_BYTES + " bytes here");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuseReserved(String key) {
    if (UnfinishedUploads.isName(key)) {
      throw S3Exceptions.invalidArgument("keys that end in '-' and a UUID are kept for unfinished uploads: " + key);
    }
  }
}
