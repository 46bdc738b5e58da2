package dev.highlander.placement;

import dev.highlander.internal.placement.NextPlacement;
import dev.highlander.spi.PlacementStrategy;
import dev.highlander.testkit.contract.PlacementStrategyContract;

class NextPlacementContractTest extends PlacementStrategyContract {
  @Override
  protected PlacementStrategy strategy() {
    return new NextPlacement();
  }
}
