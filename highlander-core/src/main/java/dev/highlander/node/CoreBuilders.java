package dev.highlander.node;

import dev.highlander.ClientBuilder;
import dev.highlander.NodeBuilder;
import dev.highlander.spi.Builders;

/** Makes the builders of this module; named in {@code META-INF/services}. */
public final class CoreBuilders implements Builders {

  @Override
  public NodeBuilder node() {
    return new NodeSetup();
  }

  @Override
  public ClientBuilder client() {
    return new ClientSetup();
  }
}
