package dev.highlander.internal.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.function.Supplier;

/** The checks of the start-up probe that need no race: each condition, fresh and stale, and reading what was written. */
final class ProbeBasics {

  private final SnapshotStore store;
  private final String key;

  /**
   * Checks with one key.
   *
   * @param key one that was never written, and that nobody else uses
   */
  ProbeBasics(SnapshotStore store, String key) {
    this.store = store;
    this.key = key;
  }

  ProbeVerdict check() {
    StoreWrite created = write(key, "one", Precondition.absent());
    if (!(created instanceof StoreWrite.Written(String first))) {
      return ProbeVerdict.unclear("the first create of a key was answered " + created);
    }
    return allHold(
        () -> reads("one", first, "a read after a create"),
        () -> refused(write(key, "two", Precondition.absent()), "a second create was accepted: If-None-Match is not obeyed"),
        () -> replaces(first));
  }

  private ProbeVerdict replaces(String first) {
    StoreWrite replaced = write(key, "two", Precondition.matches(first));
    if (replaced instanceof StoreWrite.Conflict && store.load(key).join() instanceof StoreRead.Found(byte[] body, String etag)
        && text(body).equals("one")) {
      return ProbeVerdict.broken("a fresh If-Match was refused; the tag is " + etag + " (does the product want other quotes?)");
    }
    if (!(replaced instanceof StoreWrite.Written(String second))) {
      return ProbeVerdict.unclear("a fresh If-Match was answered " + replaced);
    }
    if (second.equals(first)) {
      return ProbeVerdict.broken("two different bodies have the same ETag " + first);
    }
    return allHold(
        () -> reads("two", second, "a read after a replacement"),
        () -> refused(write(key, "three", Precondition.matches(first)), "a stale If-Match was accepted: If-Match is not obeyed"),
        () -> reads("two", second, "a read after a refused replacement"),
        () -> refused(write(key + "-missing", "x", Precondition.matches(first)), "If-Match was accepted for a key that does not exist"));
  }

  private ProbeVerdict reads(String text, String etag, String what) {
    return switch (store.load(key).join()) {
      case StoreRead.Failed(String reason) -> ProbeVerdict.unclear(reason);
      case StoreRead.Missing() -> ProbeVerdict.broken(what + " found nothing");
      case StoreRead.Found(byte[] body, String tag) when !text(body).equals(text) ->
          ProbeVerdict.broken(what + " gave '" + text(body) + "' instead of '" + text + "'");
      case StoreRead.Found(byte[] body, String tag) ->
          tag.equals(etag) ? ProbeVerdict.holds() : ProbeVerdict.broken(what + " gave the ETag " + tag + ", the write " + etag);
    };
  }

  private static ProbeVerdict refused(StoreWrite answer, String otherwise) {
    return switch (answer) {
      case StoreWrite.Written written -> ProbeVerdict.broken(otherwise);
      case StoreWrite.Conflict conflict -> ProbeVerdict.holds();
      case StoreWrite.RetryCondition retry -> ProbeVerdict.holds();
      case StoreWrite.Refused(String reason) -> ProbeVerdict.unclear(reason);
      case StoreWrite.Unknown(String reason) -> ProbeVerdict.unclear(reason);
    };
  }

  @SafeVarargs
  private static ProbeVerdict allHold(Supplier<ProbeVerdict>... checks) {
    for (var check : checks) {
      ProbeVerdict verdict = check.get();
      if (!(verdict instanceof ProbeVerdict.Holds)) {
        return verdict;
      }
    }
    return ProbeVerdict.holds();
  }

  private StoreWrite write(String key, String text, Precondition condition) {
    return store.write(key, text.getBytes(UTF_8), condition).join();
  }

  private static String text(byte[] body) {
    return new String(body, UTF_8);
  }
}
