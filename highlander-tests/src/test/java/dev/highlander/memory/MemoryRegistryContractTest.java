package dev.highlander.memory;

import dev.highlander.spi.Registry;
import dev.highlander.testkit.TestPlatform;
import dev.highlander.testkit.contract.RegistryContract;
import dev.highlander.testkit.contract.RegistryWorld;

class MemoryRegistryContractTest extends RegistryContract {

  @Override
  protected RegistryWorld open() {
    var cluster = new MemoryCluster(TestPlatform.real());
    return new RegistryWorld() {
      @Override
      public Registry process() {
        return new MemoryRegistry(cluster, TestPlatform.real());
      }

      @Override
      public void expire(String incarnation) {
        cluster.expire(incarnation);
      }

      @Override
      public void expel(String incarnation) {
        cluster.expel(incarnation);
      }

      @Override
      public void suspend(String incarnation) {
        cluster.suspend(incarnation);
      }

      @Override
      public void resume(String incarnation) {
        cluster.resume(incarnation);
      }

      @Override
      public void close() {}
    };
  }
}
