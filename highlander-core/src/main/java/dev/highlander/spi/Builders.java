package dev.highlander.spi;

import dev.highlander.ClientBuilder;
import dev.highlander.NodeBuilder;

/** Makes the builders that {@link dev.highlander.Highlander} hands out. Found by {@link java.util.ServiceLoader}; the core brings the only one. */
public interface Builders {

  NodeBuilder node();

  ClientBuilder client();
}
