package dev.highlander.internal.placement;

import dev.highlander.ObjectId;
import dev.highlander.spi.Member;
import dev.highlander.spi.PlacementStrategy;

/** The calling node if it hosts objects, otherwise each node in turn: for objects that are mostly used where they are first used. */
public final class LocalFirstPlacement implements PlacementStrategy {

  private final PlacementStrategy otherwise = new NextPlacement();

  @Override
  public String name() {
    return "local-first";
  }

  @Override
  public boolean balances() {
    return false;
  }

  @Override
  public Member choose(ObjectId object, Context context) {
    for (Member candidate : context.candidates()) {
      if (candidate.incarnation().equals(context.self())) {
        return candidate;
      }
    }
    return otherwise.choose(object, context);
  }
}
