package dev.highlander.testkit.cluster;

import dev.highlander.ObjectId;
import dev.highlander.internal.persistence.Envelope;
import dev.highlander.internal.persistence.EnvelopeCodec;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Tells every attempt to write or remove an object's envelope before it is made, and what came of it: what is not told was never sent. */
final class AuditedStore implements SnapshotStore {

  /** The same for every node, although each has a way of its own to the store: what one has proved about it, all know. */
  private static final String DESCRIPTION = "S3 server of the test cluster";

  private final SnapshotStore inner;
  private final BiConsumer<String, Map<String, ?>> tell;
  private final EnvelopeCodec envelopes = new EnvelopeCodec();
  private final AtomicLong attempts = new AtomicLong();

  AuditedStore(SnapshotStore inner, BiConsumer<String, Map<String, ?>> tell) {
    this.inner = inner;
    this.tell = tell;
  }

  @Override
  public CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition) {
    Optional<ObjectId> object = StoreKeys.decode(key);
    if (object.isEmpty() || !(envelopes.decode(object.get(), body) instanceof Envelope.Read.Ok(Envelope envelope))) {
      return inner.write(key, body, precondition);
    }
    long attempt = attempts.incrementAndGet();
    tell.accept(
        "writing",
        Map.of(
            "attempt", attempt,
            "object", object.get().toString(),
            "birth", envelope.birth(),
            "version", envelope.version(),
            "token", envelope.writeToken(),
            "tombstone", envelope.state() == null));
    return told(attempt, inner.write(key, body, precondition));
  }

  private CompletableFuture<StoreWrite> told(long attempt, CompletableFuture<StoreWrite> writing) {
    return writing.whenComplete(
        (answer, defect) -> tell.accept("wrote", Map.of("attempt", attempt, "result", answer == null ? "defect" : result(answer))));
  }

  private static String result(StoreWrite answer) {
    return answer.getClass().getSimpleName();
  }

  @Override
  public CompletableFuture<StoreRead> load(String key) {
    return inner.load(key);
  }

  @Override
  public CompletableFuture<StoreWrite> delete(String key, String etag) {
    Optional<ObjectId> object = StoreKeys.decode(key);
    if (object.isEmpty()) {
      return inner.delete(key, etag);
    }
    long attempt = attempts.incrementAndGet();
    tell.accept("removing", Map.of("attempt", attempt, "object", object.get().toString()));
    return told(attempt, inner.delete(key, etag));
  }

  @Override
  public CompletableFuture<Listing> list(String prefix, @Nullable String after, int limit) {
    return inner.list(prefix, after, limit);
  }

  @Override
  public String describe() {
    return DESCRIPTION;
  }

  @Override
  public void close() {
    inner.close();
  }
}
