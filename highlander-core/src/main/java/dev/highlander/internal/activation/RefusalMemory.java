package dev.highlander.internal.activation;

import dev.highlander.RequestId;
import dev.highlander.internal.model.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decisions without effect, remembered so that a repetition gets the same one (protocol F6). In memory only: a refusal beside which an earlier
 * attempt may take effect is made durable instead. Bounded: the oldest is forgotten, and its repetition is decided again, which applies nothing
 * twice. Guarded by the pipeline's lock.
 */
final class RefusalMemory {

  private static final int CAPACITY = 1_024;

  private final Map<RequestId, Refusal> refusals = new LinkedHashMap<>();

  /**
   * One decision.
   *
   * @param problem why it was refused; null if there was nothing to do, as for the deletion of an object that does not exist
   */
  record Refusal(long fingerprint, long atMillis, @Nullable Problem problem) {}

  void remember(RequestId id, Refusal refusal) {
    refusals.put(id, refusal);
    if (refusals.size() > CAPACITY) {
      refusals.remove(refusals.keySet().iterator().next());
    }
  }

  @Nullable Refusal find(RequestId id, long notBeforeMillis) {
    Refusal refusal = refusals.get(id);
    return refusal != null && refusal.atMillis() >= notBeforeMillis ? refusal : null;
  }

  boolean isEmpty() {
    return refusals.isEmpty();
  }

  void expire(long beforeMillis) {
    refusals.values().removeIf(refusal -> refusal.atMillis() < beforeMillis);
  }
}
