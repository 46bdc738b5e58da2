package dev.highlander.placement;

import dev.highlander.internal.placement.RandomPlacement;
import dev.highlander.spi.PlacementStrategy;
import dev.highlander.testkit.contract.PlacementStrategyContract;

class RandomPlacementContractTest extends PlacementStrategyContract {
  @Override
  protected PlacementStrategy strategy() {
    return new RandomPlacement();
  }
}
