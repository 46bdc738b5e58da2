package dev.highlander.testkit.world;

import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * No answer is older than what was known when its call began: a read that begins after any call was answered sees at least that version, and an
 * update makes a higher one. Needs nothing of the objects' own, since every answer says its version.
 */
final class VersionOrder implements WorldHistory {

  /** The highest version that was answered, and by which call; by none at first. */
  private record Floor(long version, @Nullable Ended by) {
    String text() {
      return by == null ? "the beginning" : VersionOrder.text(by);
    }
  }

  private static final Floor NOTHING = new Floor(0, null);

  private final Map<ObjectId, Floor> known = new HashMap<>();
  private final Map<Long, Floor> floors = new HashMap<>();
  private final Set<RequestId> requests = new HashSet<>();
  private final List<String> wrong = new ArrayList<>();

  @Override
  public void began(Begun call) {
    // Only an unknown outcome gives a sequenced id to a caller, so its call has been made before.
    boolean again = call.request() instanceof RequestId.Sequenced || call.request() != null && !requests.add(call.request());
    if (!again) {
      floors.put(call.number(), known.getOrDefault(call.object(), NOTHING));
    }
  }

  @Override
  public void ended(Ended call) {
    Floor floor = floors.remove(call.begun().number());
    if (call.outcome() != Outcome.DONE || call.version() < 0) {
      return;
    }
    Kind kind = call.begun().kind();
    if (floor != null) {
      boolean makesOne = kind == Kind.UPDATE || kind == Kind.WRITE;
      if (makesOne ? call.version() <= floor.version() : call.version() < floor.version()) {
        wrong.add(
            "stale: " + text(call) + " answered version " + call.version() + ", but began after the end of " + floor.text() + " with version "
                + floor.version());
      }
    }
    ObjectId object = call.begun().object();
    if (call.version() > known.getOrDefault(object, NOTHING).version()) {
      known.put(object, new Floor(call.version(), call));
    }
  }

  private static String text(Ended call) {
    Begun begun = call.begun();
    return "call " + begun.number() + " (" + begun.kind() + " " + begun.handler() + " of " + begun.object() + " by " + begun.process() + ")";
  }

  /** The highest version that was answered for an object. */
  long known(ObjectId object) {
    return known.getOrDefault(object, NOTHING).version();
  }

  @Override
  public List<String> violations() {
    List<String> told = List.copyOf(wrong);
    wrong.clear();
    return told;
  }
}
