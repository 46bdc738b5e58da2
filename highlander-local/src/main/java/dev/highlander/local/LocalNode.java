package dev.highlander.local;

import dev.highlander.HighlanderNode;
import dev.highlander.Location;
import dev.highlander.ObjectId;
import dev.highlander.Ref;
import dev.highlander.internal.client.NodeInternals;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.report.DrainReport;
import dev.highlander.report.NodeReport;
import dev.highlander.spi.Platform;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node together with the services that run for it: closed after it, in this order. */
final class LocalNode implements HighlanderNode, NodeInternals {

  private final HighlanderNode node;
  private final NodeInternals internals;
  private final EmbeddedServices services;

  LocalNode(HighlanderNode node, EmbeddedServices services) {
    this.node = node;
    this.internals = (NodeInternals) node;
    this.services = services;
  }

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public String address() {
    return node.address();
  }

  @Override
  public <S> Ref<S> ref(Class<S> type, String id) {
    return node.ref(type, id);
  }

  @Override
  public List<String> ids(Class<?> type, String prefix, @Nullable String after, int limit) {
    return node.ids(type, prefix, after, limit);
  }

  @Override
  public List<String> ids(String type, String prefix, @Nullable String after, int limit) {
    return node.ids(type, prefix, after, limit);
  }

  @Override
  public Optional<Location> location(ObjectId object) {
    return node.location(object);
  }

  @Override
  public NodeReport report() {
    return node.report();
  }

  @Override
  public DrainReport drain() {
    return node.drain();
  }

  @Override
  public void close() {
    try {
      node.close();
    } finally {
      services.close();
    }
  }

  @Override
  public CallRouter router() {
    return internals.router();
  }

  @Override
  public TypeRegistry types() {
    return internals.types();
  }

  @Override
  public JsonCodec codec() {
    return internals.codec();
  }

  @Override
  public Platform platform() {
    return internals.platform();
  }
}
