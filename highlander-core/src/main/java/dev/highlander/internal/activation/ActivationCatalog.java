package dev.highlander.internal.activation;

import dev.highlander.ObjectId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The activations of this process. Thread-safe. What bounds it is the registry's byte budget for claims (protocol C5). */
final class ActivationCatalog {

  private final ConcurrentHashMap<ObjectId, Activation> activations = new ConcurrentHashMap<>();

  @Nullable Activation find(ObjectId object) {
    return activations.get(object);
  }

  /** The recorded activation: the one that was there, or the new one, which is then the caller's to start. */
  Activation record(ObjectId object, Supplier<Activation> maker) {
    Activation present = activations.get(object);
    return present != null ? present : activations.computeIfAbsent(object, id -> maker.get());
  }

  /** Removes exactly this activation, never its successor. */
  void remove(Activation activation) {
    activations.remove(activation.object(), activation);
  }

  void forEach(Consumer<Activation> action) {
    activations.values().forEach(action);
  }

  int size() {
    return activations.size();
  }

  Map<String, Integer> countByType() {
    Map<String, Integer> counts = new HashMap<>();
    activations.keySet().forEach(id -> counts.merge(id.type(), 1, Integer::sum));
    return counts;
  }
}
