package dev.highlander.internal.client;

import dev.highlander.BadRequest;
import dev.highlander.Caller;
import dev.highlander.Location;
import dev.highlander.ObjectId;
import dev.highlander.Ref;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.codec.StateCodec;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.routing.CallRouter;
import dev.highlander.spi.Platform;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Makes the references of one node or client. Thread-safe. */
public final class RefFactory {

  private final CallSender sender;
  private final TypeRegistry types;
  private final Function<ObjectId, Optional<Location>> locations;
  private final CallOptions options;
  private final Map<Class<?>, StateCodec<?>> states = new ConcurrentHashMap<>();

  /**
   * A factory.
   *
   * @param locations where an object is active now, without activating it
   * @param caller who calls unless a reference says otherwise
   * @param deadline how long calls are waited for unless a reference says otherwise
   */
  public RefFactory(
      CallRouter router,
      TypeRegistry types,
      JsonCodec codec,
      Platform platform,
      Function<ObjectId, Optional<Location>> locations,
      Caller caller,
      Duration deadline) {
    this.sender = new CallSender(router, codec, platform);
    this.types = types;
    this.locations = locations;
    this.options = CallOptions.of(caller, deadline);
  }

  /** A reference; throws {@link BadRequest} if the class was not registered or the id is not legal. */
  @SuppressWarnings("unchecked")
  public <S> Ref<S> ref(Class<S> type, String id) {
    StateCodec<S> state = (StateCodec<S>) states.get(type);
    if (state == null) {
      TypeModel<S> model = types.require(type);
      state = (StateCodec<S>) states.computeIfAbsent(type, t -> sender.codec().states(model));
    }
    return new ObjectRef<>(sender, locations, state, new ObjectId(state.model().name(), id), options);
  }
}
