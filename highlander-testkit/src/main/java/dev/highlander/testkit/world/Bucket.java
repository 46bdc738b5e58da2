package dev.highlander.testkit.world;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One S3 bucket: strongly consistent, conditional writes are atomic, and a tag is a hash of the bytes, so that the same bytes have the same tag.
 * What happens to requests on their way is {@link WorldStore}'s matter, but for those that are still to arrive, which the bucket knows.
 */
final class Bucket {

  /** Looks at every write that takes effect. */
  interface Observer {
    void written(String key, byte @Nullable [] before, byte @Nullable [] after);
  }

  private record Stored(byte[] body, String etag) {}

  private record Late(Timeline.Event event, Runnable arrival) {}

  private final Timeline timeline;
  private final SplittableRandom random;
  private final boolean steady;
  private final Observer observer;
  private final Map<String, Stored> objects = new TreeMap<>();
  private final List<Late> late = new ArrayList<>();

  Bucket(Timeline timeline, SplittableRandom random, boolean steady, Observer observer) {
    this.steady = steady;
    this.timeline = timeline;
    this.random = random;
    this.observer = observer;
  }

  Timeline timeline() {
    return timeline;
  }

  SplittableRandom random() {
    return random;
  }

  /** Whether every message to it or from it takes the same time. */
  boolean steady() {
    return steady;
  }

  StoreRead read(String key) {
    Stored stored = objects.get(key);
    return stored == null ? new StoreRead.Missing() : new StoreRead.Found(stored.body.clone(), stored.etag);
  }

  StoreWrite write(String key, byte[] body, Precondition precondition) {
    Stored before = objects.get(key);
    boolean holds =
        switch (precondition) {
          case Precondition.Absent absent -> before == null;
          case Precondition.Matches matches -> before != null && before.etag.equals(matches.etag());
        };
    if (!holds) {
      return new StoreWrite.Conflict();
    }
    Stored next = new Stored(body, etag(body));
    timeline.mix(next.etag.hashCode());
    objects.put(key, next);
    observer.written(key, before == null ? null : before.body, body);
    return new StoreWrite.Written(next.etag);
  }

  StoreWrite delete(String key, String etag) {
    Stored before = objects.get(key);
    if (before == null) {
      return new StoreWrite.Written("");
    }
    if (!before.etag.equals(etag)) {
      return new StoreWrite.Conflict();
    }
    objects.remove(key);
    observer.written(key, before.body, null);
    return new StoreWrite.Written("");
  }

  SnapshotStore.Listing list(String prefix, @Nullable String after, int limit) {
    List<SnapshotStore.Entry> entries = new ArrayList<>();
    boolean more = false;
    for (Map.Entry<String, Stored> each : objects.entrySet()) {
      if (each.getKey().startsWith(prefix) && (after == null || each.getKey().compareTo(after) > 0)) {
        if (entries.size() == limit) {
          more = true;
          break;
        }
        entries.add(new SnapshotStore.Entry(each.getKey(), each.getValue().body.length));
      }
    }
    return new SnapshotStore.Listing.Page(entries, more);
  }

  /** The bytes under a key; null if there are none. */
  byte @Nullable [] body(String key) {
    Stored stored = objects.get(key);
    return stored == null ? null : stored.body;
  }

  private static String etag(byte[] body) {
    return "\"" + Integer.toHexString(Arrays.hashCode(body)) + Integer.toHexString(body.length) + "\"";
  }

  /** A write arrives long after its sender has given it up. */
  void arrivesLate(long afterNanos, Runnable arrival) {
    late.removeIf(each -> each.event.over());
    late.add(new Late(timeline.after(afterNanos, arrival), arrival));
  }

  /** What is still to arrive arrives within this time: nothing stays in the air for ever. */
  void hurry(long withinNanos) {
    List<Late> all = new ArrayList<>(late);
    late.clear();
    for (Late each : all) {
      if (!each.event.over()) {
        each.event.cancel();
        timeline.after(random.nextLong(withinNanos), each.arrival);
      }
    }
  }
}
