package dev.highlander.memory;

import dev.highlander.spi.Transport;
import dev.highlander.testkit.RealPlatform;
import dev.highlander.testkit.contract.TransportContract;
import org.junit.jupiter.api.AfterEach;

class MemoryTransportContractTest extends TransportContract {

  private final RealPlatform machine = new RealPlatform();
  private final MemoryNetwork network = new MemoryNetwork(machine.platform(), MAX_BODY_BYTES, MAX_IN_FLIGHT);

  @AfterEach
  void stopMachine() {
    machine.close();
  }

  @Override
  protected Transport newNode(String name) {
    return network.node(name, name + ":1");
  }

  @Override
  protected Transport newClient(String name) {
    return network.client(name);
  }

  @Override
  protected String deserted() {
    return "deserted:1";
  }
}
