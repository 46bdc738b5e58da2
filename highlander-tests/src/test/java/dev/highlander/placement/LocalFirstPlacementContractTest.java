package dev.highlander.placement;

import dev.highlander.internal.placement.LocalFirstPlacement;
import dev.highlander.spi.PlacementStrategy;
import dev.highlander.testkit.contract.PlacementStrategyContract;

class LocalFirstPlacementContractTest extends PlacementStrategyContract {
  @Override
  protected PlacementStrategy strategy() {
    return new LocalFirstPlacement();
  }

  @Override
  protected boolean prefersSelf() {
    return true;
  }
}
