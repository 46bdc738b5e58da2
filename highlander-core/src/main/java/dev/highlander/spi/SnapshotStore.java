package dev.highlander.spi;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Durable bytes by key, with conditional writes. The core decides keys, bodies, retries and what an outcome means; a store only maps its
 * product's answers to the sealed results. Thread-safe; no method blocks its caller. Exactly one attempt is made for each write: a store
 * never retries a conditional write by itself (protocol F8).
 *
 * <p>Keys are 1 to 900 characters of {@code [A-Za-z0-9._~=/-]}, without empty, {@code .} or {@code ..} segments, relative to the store's own prefix.
 */
public interface SnapshotStore extends AutoCloseable {

  /** The largest body a store takes; a larger one is {@link StoreWrite.Refused}. State (4 MiB by default) plus the rest of its envelope. */
  int MAX_BODY_BYTES = 5 * 1024 * 1024;

  /** The longest key, in characters (and bytes, as keys are ASCII). */
  int MAX_KEY_CHARS = 900;

  /** The most entries one page of a listing has. */
  int MAX_PAGE = 1_000;

  /**
   * What a node is configured with: opens the store when the node starts, on the node's own threads and clock.
   *
   * <p>Whoever opens a store closes it.
   */
  @FunctionalInterface
  interface Provider {
    SnapshotStore open(Platform platform);
  }

  /** Reads a key; sees every write that was answered {@link StoreWrite.Written} before this call began. May retry by itself. */
  CompletableFuture<StoreRead> load(String key);

  /**
   * Writes a key if the condition holds: atomically with respect to all other writes of the key, from any process. When the answer is
   * {@link StoreWrite.Written} the bytes survive every crash the product promises to survive.
   *
   * @param body at most {@link #MAX_BODY_BYTES}; the caller does not change the array before the answer
   */
  CompletableFuture<StoreWrite> write(String key, byte[] body, Precondition precondition);

  /**
   * Deletes a key if it has this tag; answers as {@link #write} does ({@code Written} has an empty tag). A key that is already gone is
   * answered {@code Written}, as S3 does, or {@code Conflict}. Some products ignore the condition or do not decide it atomically, so the
   * core uses it only where the start-up probe proved it under a race (protocol F7).
   */
  CompletableFuture<StoreWrite> delete(String key, String etag);

  /**
   * Lists keys that begin with a prefix in the order of their characters.
   *
   * @param prefix may end inside a segment
   * @param after only keys after this one, or null for the first page
   * @param limit 1 to {@link #MAX_PAGE} entries at most
   */
  CompletableFuture<Listing> list(String prefix, @Nullable String after, int limit);

  /** A sentence that names product, address, bucket and prefix, for logs; never secrets. */
  String describe();

  @Override
  void close();

  /**
   * The key itself if it is legal for every store.
   *
   * @throws IllegalArgumentException if it is not: a defect of the caller, never a matter of user input
   */
  static String requireKey(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY_CHARS) {
      throw new IllegalArgumentException("a key has 1 to " + MAX_KEY_CHARS + " characters, this one " + key.length());
    }
    if (!StoreKeys.legal(key)) {
      throw new IllegalArgumentException("not a legal key: " + key);
    }
    return key;
  }

  /** What listing gave. */
  sealed interface Listing {
    /**
     * One page.
     *
     * @param entries in order
     * @param more whether there may be further ones
     */
    record Page(List<Entry> entries, boolean more) implements Listing {}

    /**
     * The store could not be asked.
     *
     * @param reason a sentence for people
     */
    record Failed(String reason) implements Listing {}
  }

  /**
   * One listed key.
   *
   * @param key relative to the store's own prefix
   * @param size bytes of its body
   */
  record Entry(String key, long size) {}
}
