package dev.highlander.internal.placement;

import dev.highlander.ObjectId;
import dev.highlander.spi.Member;
import dev.highlander.spi.PlacementStrategy;

/** Each node in turn, as the Elixir prototype did: spreads evenly without knowing loads. The default. */
public final class NextPlacement implements PlacementStrategy {

  @Override
  public String name() {
    return "next";
  }

  @Override
  public Member choose(ObjectId object, Context context) {
    return context.candidates().get((int) Math.floorMod(context.counter(), (long) context.candidates().size()));
  }
}
