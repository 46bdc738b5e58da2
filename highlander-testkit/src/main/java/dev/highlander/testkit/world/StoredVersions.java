package dev.highlander.testkit.world;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at every write that takes effect: versions grow by one, epochs never fall, and no object vanishes. */
final class StoredVersions implements Bucket.Observer {

  /** The head of an envelope; the state comes behind it. */
  private static final String VERSION = "\"version\":";

  private static final String GENERATION = ",\"epoch\":{\"generation\":";
  private static final String CLAIM = ",\"claim\":";
  private static final int HEAD_CHARS = 1_200;

  private record Head(long version, long generation, long claim) {}

  private final Consumer<String> wrong;

  StoredVersions(Consumer<String> wrong) {
    this.wrong = wrong;
  }

  @Override
  public void written(String key, byte @Nullable [] before, byte @Nullable [] after) {
    if (!key.startsWith("objects/")) {
      return;
    }
    if (after == null) {
      wrong.accept("removed: " + key + " has vanished from the store");
      return;
    }
    Head old = before == null ? new Head(0, 0, 0) : head(key, before);
    Head now = head(key, after);
    if (now.version != old.version + 1) {
      wrong.accept("versions: " + key + " has version " + now.version + " after " + old.version);
    }
    if (now.generation < old.generation || now.generation == old.generation && now.claim < old.claim) {
      wrong.accept("epochs: " + key + " was written by epoch " + now + " over " + old);
    }
  }

  /** The version of the body under a key; 0 if there is none. */
  static long version(String key, byte @Nullable [] body) {
    return body == null ? 0 : head(key, body).version;
  }

  private static Head head(String key, byte[] body) {
    String text = new String(body, 0, Math.min(body.length, HEAD_CHARS), StandardCharsets.ISO_8859_1);
    int version = text.indexOf(VERSION);
    int generation = text.indexOf(GENERATION, version);
    int claim = text.indexOf(CLAIM, generation);
    int end = text.indexOf('}', claim);
    if (version < 0 || generation < 0 || claim < 0 || end < 0) {
      throw new IllegalStateException("no envelope under " + key);
    }
    return new Head(
        Long.parseLong(text, version + VERSION.length(), generation, 10),
        Long.parseLong(text, generation + GENERATION.length(), claim, 10),
        Long.parseLong(text, claim + CLAIM.length(), end, 10));
  }
}
