package dev.highlander.internal.activation;

import dev.highlander.Epoch;
import dev.highlander.ObjectId;

/** What the activations of one type share on one node. Immutable, thread-safe. */
final class TypeHost {

  private final HostContext context;
  private final TypeRuntime type;
  private final ActivationCatalog catalog;
  private final LoadWindow loads;
  private final HandlerRunner runner;

  TypeHost(HostContext context, TypeRuntime type, ActivationCatalog catalog, LoadWindow loads) {
    this.context = context;
    this.type = type;
    this.catalog = catalog;
    this.loads = loads;
    this.runner = new HandlerRunner(context, type);
  }

  HostContext context() {
    return context;
  }

  TypeRuntime type() {
    return type;
  }

  LoadWindow loads() {
    return loads;
  }

  HandlerRunner runner() {
    return runner;
  }

  SnapshotWriter writer(ObjectId object, Epoch epoch) {
    return new SnapshotWriter(context, type, object, epoch);
  }

  /** An activation is over and its claim released. */
  void forget(Activation activation) {
    catalog.remove(activation);
  }
}
