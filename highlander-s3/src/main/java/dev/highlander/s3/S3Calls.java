package dev.highlander.s3;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.SnapshotStore.Entry;
import dev.highlander.spi.SnapshotStore.Listing;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * The four requests the framework makes, each blocking. {@link #put} and {@link #delete} are the only places in the code base that change a
 * bucket, and both always carry a condition (protocol F2; a test looks at the byte code).
 */
final class S3Calls implements AutoCloseable {

  private static final String JSON = "application/json";

  private final S3Settings settings;
  private final SdkHttpClient http;
  private final S3Client reads;
  private final S3Client writes;

  private S3Calls(S3Settings settings, SdkHttpClient http, S3Client reads, S3Client writes) {
    this.settings = settings;
    this.http = http;
    this.reads = reads;
    this.writes = writes;
  }

  static S3Calls open(S3Settings settings, AwsCredentialsProvider credentials) {
    var clients = new S3Clients(settings, credentials);
    SdkHttpClient http = clients.connectionPool();
    return new S3Calls(settings, http, clients.forReads(http), clients.forWrites(http));
  }

  StoreRead get(String key) {
    try {
      var request = GetObjectRequest.builder().bucket(settings.bucket()).key(settings.prefix() + key).build();
      return reads.getObject(request, S3Calls::found);
    } catch (RuntimeException | LinkageError e) {
      return S3Outcome.ofRead(e);
    }
  }

  StoreWrite put(String key, byte[] body, Precondition precondition) {
    var mark = new SentMark();
    var request = PutObjectRequest.builder()
        .bucket(settings.bucket())
        .key(settings.prefix() + key)
        .contentType(JSON)
        .overrideConfiguration(mark.onRequest());
    switch (precondition) {
      case Precondition.Absent() -> request.ifNoneMatch("*");
      case Precondition.Matches(String etag) -> request.ifMatch(settings.etagQuoting().apply(etag));
    }
    encrypt(request);
    var content = RequestBody.fromContentProvider(ContentStreamProvider.fromByteArrayUnsafe(body), body.length, JSON);
    try {
      @Nullable String etag = writes.putObject(request.build(), content).eTag();
      return etag == null ? new StoreWrite.Unknown("the store acknowledged without an ETag") : new StoreWrite.Written(etag);
    } catch (RuntimeException | LinkageError e) {
      return S3Outcome.ofWrite(e, mark.isSent());
    }
  }

  StoreWrite delete(String key, String etag) {
    var mark = new SentMark();
    var request = DeleteObjectRequest.builder()
        .bucket(settings.bucket())
        .key(settings.prefix() + key)
        .ifMatch(settings.etagQuoting().apply(etag))
        .overrideConfiguration(mark.onRequest());
    try {
      writes.deleteObject(request.build());
      return new StoreWrite.Written("");
    } catch (RuntimeException | LinkageError e) {
      return S3Outcome.ofWrite(e, mark.isSent());
    }
  }

  Listing list(String prefix, @Nullable String after, int limit) {
    try {
      return page(reads.listObjectsV2(ListObjectsV2Request.builder()
          .bucket(settings.bucket())
          .prefix(settings.prefix() + prefix)
          .startAfter(after == null ? null : settings.prefix() + after)
          .maxKeys(limit)
          .build()));
    } catch (RuntimeException | LinkageError e) {
      return S3Outcome.ofListing(e);
    }
  }

  /** Closes the connections under running requests, which then end with an error of their own. */
  @Override
  public void close() {
    writes.close();
    reads.close();
    http.close();
  }

  /** Reads a body of bounded size: what stands under our keys need not have been written by us. */
  private static StoreRead found(GetObjectResponse head, AbortableInputStream stream) throws IOException {
    byte[] body = stream.readNBytes(SnapshotStore.MAX_BODY_BYTES + 1);
    if (body.length > SnapshotStore.MAX_BODY_BYTES) {
      stream.abort();
      return new StoreRead.Failed("the object has " + head.contentLength() + " bytes, more than " + SnapshotStore.MAX_BODY_BYTES);
    }
    return head.eTag() == null ? new StoreRead.Failed("the store gave no ETag") : new StoreRead.Found(body, head.eTag());
  }

  private void encrypt(PutObjectRequest.Builder request) {
    switch (settings.encryption()) {
      case Encryption.BucketDefault() -> {}
      case Encryption.S3Managed() -> request.serverSideEncryption(ServerSideEncryption.AES256);
      case Encryption.Kms(String keyId) -> request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(keyId);
    }
  }

  private Listing page(ListObjectsV2Response answer) {
    int strip = settings.prefix().length();
    List<Entry> entries = answer.contents().stream().map(each -> new Entry(each.key().substring(strip), each.size())).toList();
    return new Listing.Page(entries, Boolean.TRUE.equals(answer.isTruncated()));
  }
}
