package dev.highlander.internal.activation;

import dev.highlander.Call;
import dev.highlander.Caller;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Invocation;
import dev.highlander.spi.Platform;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a handler may know: the same values however often the call is run. */
final class TurnCall implements Call {

  private final Invocation invocation;
  private final long millis;
  private final long seed;
  private final Platform platform;
  private @Nullable RequestId id;
  private int ids;
  private @Nullable SplittableRandom random;

  /**
   * A call.
   *
   * @param seed of its ids and random numbers; 0 for a query, which draws one when it needs it
   */
  TurnCall(Invocation invocation, long millis, long seed, Platform platform) {
    this.invocation = invocation;
    this.millis = millis;
    this.seed = seed;
    this.platform = platform;
    this.id = invocation.request();
  }

  @Override
  public Caller caller() {
    return invocation.caller();
  }

  @Override
  public ObjectId object() {
    return invocation.object();
  }

  @Override
  public RequestId id() {
    RequestId known = id;
    if (known == null) {
      known = RequestId.named("query-" + platform.newId());
      id = known;
    }
    return known;
  }

  @Override
  public Instant time() {
    return Instant.ofEpochMilli(millis);
  }

  @Override
  public String newId() {
    // The request id is unique to the call and the seed to its run at this owner: together they make 128 good bits without a secret.
    return Fingerprint.id(id() + "/" + object() + "/" + seed + "/" + ids++);
  }

  @Override
  public RandomGenerator random() {
    if (random == null) {
      random = new SplittableRandom(seed != 0 ? seed : platform.random().nextLong());
    }
    return random;
  }
}
