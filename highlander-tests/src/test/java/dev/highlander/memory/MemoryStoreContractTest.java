package dev.highlander.memory;

import dev.highlander.spi.SnapshotStore;
import dev.highlander.testkit.contract.SnapshotStoreContract;

class MemoryStoreContractTest extends SnapshotStoreContract {
  @Override
  protected SnapshotStore open() {
    return new MemoryStore();
  }
}
