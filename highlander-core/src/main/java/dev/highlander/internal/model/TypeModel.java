package dev.highlander.internal.model;

import dev.highlander.annotation.TypeOptions;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A persistent type, ready to be used. Immutable, thread-safe.
 *
 * @param javaType its class
 * @param options what its annotation says
 * @param handlers by name
 * @param read guard of whole-state reads
 * @param write guard of whole-state writes
 * @param initial makes the state of a never-stored object; fresh at each call unless {@code shareable}
 * @param shareable whether instances that the codec decoded are deeply immutable, so that they can be handed out without a copy
 * @param <S> the state's type
 */
public record TypeModel<S>(
    Class<S> javaType,
    TypeOptions options,
    Map<String, HandlerModel> handlers,
    Guard read,
    Guard write,
    Supplier<S> initial,
    boolean shareable) {

  public TypeModel {
    handlers = Map.copyOf(handlers);
  }

  public String name() {
    return options.name();
  }

  /** The handler with this name, or null. */
  public @Nullable HandlerModel handler(String name) {
    return handlers.get(name);
  }
}
