package dev.highlander.internal.placement;

import dev.highlander.ObjectId;
import dev.highlander.spi.Member;
import dev.highlander.spi.PlacementStrategy;

/** Any node: processes that start together don't all begin with the same one. */
public final class RandomPlacement implements PlacementStrategy {

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Member choose(ObjectId object, Context context) {
    return context.candidates().get(context.random().nextInt(context.candidates().size()));
  }
}
