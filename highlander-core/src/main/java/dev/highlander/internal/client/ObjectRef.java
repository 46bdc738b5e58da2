package dev.highlander.internal.client;

import dev.highlander.BadRequest;
import dev.highlander.Caller;
import dev.highlander.Location;
import dev.highlander.ObjectId;
import dev.highlander.Ref;
import dev.highlander.RequestId;
import dev.highlander.UpdateOutcome;
import dev.highlander.VersionConflict;
import dev.highlander.Versioned;
import dev.highlander.handler.Handler;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.codec.StateCodec;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.HandlerModel;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Receipt;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A reference to one object. A read of an object that is active in this process runs on the calling thread: no queue, no future, and no copy
 * where everything is immutable. Everything else is routed.
 *
 * @param <S> the object's type
 */
final class ObjectRef<S> implements Ref<S> {

  private static final int MAX_EDITS = 100;
  private static final Operation READ = new Operation.Read();
  private static final Operation EXISTS = new Operation.Exists();
  private static final Arguments NO_VALUES = new Arguments.Values(new Object[0]);

  private final CallSender sender;
  private final Function<ObjectId, Optional<Location>> locations;
  private final StateCodec<S> states;
  private final ObjectId id;
  private final CallOptions options;

  ObjectRef(
      CallSender sender,
      Function<ObjectId, Optional<Location>> locations,
      StateCodec<S> states,
      ObjectId id,
      CallOptions options) {
    this.sender = sender;
    this.locations = locations;
    this.states = states;
    this.id = id;
    this.options = options;
  }

  private Ref<S> with(CallOptions other) {
    return new ObjectRef<>(sender, locations, states, id, other);
  }

  @Override
  public ObjectId id() {
    return id;
  }

  @Override
  public Ref<S> as(Caller caller) {
    return with(options.as(caller));
  }

  @Override
  public Ref<S> withRequest(RequestId request) {
    return with(options.withRequest(request));
  }

  @Override
  public Ref<S> within(Duration deadline) {
    return with(options.within(deadline));
  }

  @Override
  public Ref<S> strict() {
    return with(options.strictly());
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // whether a reply may be null is for the caller's R to say
  public <R extends @Nullable Object> R call(Handler reference, @Nullable Object... arguments) {
    HandlerResolver.Resolved resolved = HandlerResolver.resolve(reference, states.model());
    HandlerModel handler = resolved.handler();
    Answer.Done done = handler.query() ? queryHere(resolved, arguments) : null;
    if (done == null) {
      done = sender.await(sender.invocation(id, resolved.operation(), json(handler, arguments), options));
    }
    return (R) reply(handler, done);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <R extends @Nullable Object> CompletableFuture<R> callAsync(Handler reference, @Nullable Object... arguments) {
    HandlerResolver.Resolved resolved = HandlerResolver.resolve(reference, states.model());
    HandlerModel handler = resolved.handler();
    Arguments json = json(handler, arguments);
    return (CompletableFuture<R>)
        sender.async(sender.invocation(id, resolved.operation(), json, options), done -> reply(handler, done));
  }

  /** Answers a query on the calling thread, or null if it has to be routed. */
  private Answer.@Nullable Done queryHere(HandlerResolver.Resolved resolved, @Nullable Object[] arguments) {
    if (options.strict() || !sender.readsHere()) {
      return null;
    }
    return sender.readHere(sender.invocation(id, resolved.operation(), values(resolved.handler(), arguments), options));
  }

  private Arguments values(HandlerModel handler, @Nullable Object[] arguments) {
    List<Type> types = handler.parameters();
    if (types.isEmpty() && arguments.length == 0) {
      return NO_VALUES;
    }
    if (!handler.argumentsImmutable() || arguments.length != types.size()) {
      return new Arguments.Values(sender.codec().decodeArguments(sender.codec().encodeArguments(arguments, types), types));
    }
    for (int i = 0; i < arguments.length; i++) {
      JsonCodec.requireValue(arguments[i], types.get(i), i);
    }
    return new Arguments.Values(arguments);
  }

  private Arguments json(HandlerModel handler, @Nullable Object[] arguments) {
    boolean none = handler.parameters().isEmpty() && arguments.length == 0;
    return none ? Arguments.NONE : new Arguments.Json(sender.codec().encodeArguments(arguments, handler.parameters()));
  }

  private @Nullable Object reply(HandlerModel handler, Answer.Done done) {
    return handler.shape() == HandlerModel.Shape.IN_PLACE ? null : sender.value(done.value(), handler.reply(), handler.replyImmutable());
  }

  @Override
  public S get() {
    return state(readDone(READ).value());
  }

  @Override
  public Versioned<S> read() {
    Answer.Done done = readDone(READ);
    return versioned(state(done.value()), done.receipt());
  }

  @Override
  public boolean exists() {
    return readDone(EXISTS).receipt().exists();
  }

  private Answer.Done readDone(Operation operation) {
    Answer.Done here = options.strict() || !sender.readsHere() ? null : sender.readHere(sender.invocation(id, operation, NO_VALUES, options));
    return here != null ? here : sender.await(sender.invocation(id, operation, Arguments.NONE, options));
  }

  @Override
  public S put(S state) {
    return write(state).state();
  }

  @Override
  public Versioned<S> write(S state) {
    return write(state, null);
  }

  @Override
  public Versioned<S> putIf(long version, S state) {
    if (version < 0) {
      throw new BadRequest("a version is 0 or more; this one is " + version);
    }
    return write(state, new Operation.Expectation(version, ""));
  }

  private Versioned<S> write(S state, Operation.@Nullable Expectation expectation) {
    if (state == null) {
      throw new BadRequest("a state can't be null; use delete()");
    }
    byte[] array = sender.codec().encodeArguments(new Object[] {state}, List.of(states.model().javaType()));
    Answer.Done done = sender.await(sender.invocation(id, new Operation.Write(expectation), new Arguments.Json(array), options));
    return versioned(state(done.value()), done.receipt());
  }

  @Override
  public S edit(UnaryOperator<S> change) {
    if (options.request() != null) {
      throw new BadRequest("edit may write several times, so it can't have a request id; use putIf");
    }
    for (int attempt = 1; ; attempt++) {
      Versioned<S> read = read();
      try {
        return write(change.apply(read.state()), new Operation.Expectation(read.version(), read.birth())).state();
      } catch (VersionConflict e) {
        if (attempt == MAX_EDITS) {
          throw new VersionConflict(id + " was changed by others in each of " + MAX_EDITS + " attempts to edit it", e);
        }
      }
    }
  }

  @Override
  public void delete() {
    sender.await(sender.invocation(id, new Operation.Delete(null), Arguments.NONE, options));
  }

  @Override
  public UpdateOutcome outcome(RequestId request) {
    return sender.settle(sender.invocation(id, new Operation.Settle(), Arguments.NONE, options.withRequest(request)));
  }

  @Override
  public Optional<Location> location() {
    return locations.apply(id);
  }

  private S state(Payload payload) {
    return switch (payload) {
      case Payload.Json json -> states.decode(json.value()).state();
      case Payload.Live live -> states.copy(states.model().javaType().cast(Objects.requireNonNull(live.value())));
    };
  }

  private static <S> Versioned<S> versioned(S state, Receipt receipt) {
    return new Versioned<>(state, receipt.exists(), receipt.version(), receipt.birth(), receipt.epoch(), receipt.node());
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
