package dev.highlander.internal.client;

import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.spi.Platform;

/** What the gateway and the test kit use of a running node or client beside its public face. Every implementation of {@code ObjectSpace} has it. */
public interface NodeInternals {

  CallRouter router();

  TypeRegistry types();

  JsonCodec codec();

  Platform platform();
}
