package dev.highlander.local;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * The store as one HTTP request sees it. s3proxy judges {@code If-Match} of a delete by itself: it asks for the key's metadata and then
 * deletes without a condition. This view, made anew for each request, remembers what was seen and deletes only that, so that condition and
 * deletion are one step again. A delete without a condition asks for nothing first and stays unconditional. One thread at a time.
 */
final class RequestView extends ForwardingBlobStore {

  private final ConditionalBlobStore store;
  private final Map<String, Optional<String>> seen = new HashMap<>();

  RequestView(ConditionalBlobStore store) {
    super(store);
    this.store = store;
  }

  @Override
  public @Nullable HeadObjectResponse blobMetadataIfPresent(HeadObjectRequest request) {
    HeadObjectResponse head = store.blobMetadataIfPresent(request);
    seen.put(request.key(), Optional.ofNullable(head).map(HeadObjectResponse::eTag));
    return head;
  }

  @Override
  public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
    Optional<String> judged = seen.get(request.key());
    return judged == null ? store.removeBlob(request) : store.removeUnchanged(request, judged.orElse(null));
  }
}
