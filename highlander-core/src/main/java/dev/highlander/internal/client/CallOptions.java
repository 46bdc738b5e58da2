package dev.highlander.internal.client;

import dev.highlander.BadRequest;
import dev.highlander.Caller;
import dev.highlander.RequestId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a reference calls.
 *
 * @param caller who calls
 * @param request the id of its updates; null to have one made for each
 * @param deadlineNanos how long it waits
 * @param strict whether its reads are validated against the store
 */
record CallOptions(Caller caller, @Nullable RequestId request, long deadlineNanos, boolean strict) {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  static CallOptions of(Caller caller, Duration deadline) {
    return new CallOptions(caller, null, nanos(deadline), false);
  }

  CallOptions as(Caller other) {
    return new CallOptions(other, request, deadlineNanos, strict);
  }

  CallOptions withRequest(RequestId id) {
    return new CallOptions(caller, id, deadlineNanos, strict);
  }

  CallOptions within(Duration deadline) {
    return new CallOptions(caller, request, nanos(deadline), strict);
  }

  CallOptions strictly() {
    return new CallOptions(caller, request, deadlineNanos, true);
  }

  private static long nanos(Duration deadline) {
    if (deadline.compareTo(SHORTEST) < 0 || deadline.compareTo(LONGEST) > 0) {
      throw new BadRequest("a call deadline is between " + SHORTEST + " and " + LONGEST + "; this one is " + deadline);
    }
    return deadline.toNanos();
  }
}
