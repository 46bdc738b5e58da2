package dev.highlander.testkit.cluster;

import dev.highlander.Call;
import dev.highlander.Caller;
import dev.highlander.Change;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.Rejected;
import dev.highlander.RequestId;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.codec.StateCodec;
import dev.highlander.internal.model.Guard;
import dev.highlander.internal.model.HandlerModel;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeModel;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The sequential specification of an object is its own class: guards and handlers are pure, so running them one after the other on a state in this
 * JVM says what the cluster has to give, and where it has to refuse.
 *
 * <p>It follows the object's version as far as answers tell it. A version counts writes, and a write may hold several handler updates; a whole state
 * that is written is the last of its write; what is read is the end of one. So versions never fall, they rise behind whatever was read, written or
 * deleted, and a conditional write takes effect at the version it was made for and nowhere else. They may rise without a recorded call, since
 * a refusal can be made durable too.
 *
 * @param <S> the object's type
 */
public final class TypeSpecification<S> implements OutcomeModel<TypeSpecification.ObjectState> {

  /**
   * A state of the specification.
   *
   * @param exists whether the object is stored
   * @param state the state as JSON
   * @param version the object has this version or a later one
   * @param sealed whether the next change has a later one
   * @param applied requests whose replies show a state of some later moment
   */
  public record ObjectState(boolean exists, JsonNode state, long version, boolean sealed, Set<String> applied) {
    public ObjectState {
      applied = Set.copyOf(applied);
    }

    private ObjectState at(long later, boolean complete) {
      return new ObjectState(exists, state, later, complete, applied);
    }
  }

  /**
   * A handler took something from its {@link Call} that differs from run to run, so its class can't say what it has to give: give {@link
   * TestClusterBuilder#model} a model of your own.
   */
  public static final class NotReproducible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Kind and handler of a call that was refused; empty if it was not. */
    private final String refused;

    NotReproducible(String what, String refused) {
      super(
          "a handler or guard uses "
              + what
              + ", so its class is no specification of what it gives; name a model of your own with TestCluster.nodes(...).model(...)");
      this.refused = refused;
    }

    /** Whether the call was refused, so that the others can be judged without it. */
    boolean ofRefusal() {
      return !refused.isEmpty();
    }

    /** Whether another refused call can be judged no more than this one. */
    boolean isLike(RecordedCall call) {
      return refused.equals(kindOf(call));
    }

    private static String kindOf(RecordedCall call) {
      return call.kind() + " " + call.handler();
    }
  }

  /** What a call does. */
  private sealed interface Step {
    /** It gives a reply and leaves a state. {@code write} says that it is one, {@code last} that no other change shares its version. */
    record Done(boolean exists, JsonNode state, JsonNode reply, boolean write, boolean last) implements Step {}

    /** It is refused. */
    record Refused(String why) implements Step {}
  }

  private static final String HANDLER_FAILED = ErrorKind.HANDLER_FAILED.name();
  private static final Step DENIED = new Step.Refused(ErrorKind.ACCESS_DENIED.name());

  private final JsonCodec json = new JsonCodec();
  private final TypeModel<S> type;
  private final StateCodec<S> states;
  private final ObjectState initial;

  public TypeSpecification(Class<S> type) {
    this.type = ReflectiveModelReader.read(type);
    this.states = new StateCodec<>(this.type, json);
    this.initial = new ObjectState(false, tree(states.encode(states.initial(), null)), 0, false, Set.of());
  }

  @Override
  public ObjectState initial() {
    return initial;
  }

  @Override
  public Optional<ObjectState> next(ObjectState state, RecordedCall call, RecordedReply reply) {
    if (reply.refusal().equals(ErrorKind.VERSION_CONFLICT.name())) {
      return conflict(state, call, reply);
    }
    Step step = step(state, call, reply.refused());
    return switch (step) {
      case Step.Refused(String why) -> why.equals(reply.refusal()) && notBefore(state, reply) ? Optional.of(state) : Optional.empty();
      case Step.Done done when reply.refused() || !gives(state, done, call, reply) -> Optional.empty();
      case Step.Done done when done.write() -> written(state, done, call, reply.version()).map(next -> noted(next, call, reply));
      case Step.Done nothing when call.kind() == RecordedCall.Kind.DELETE -> notBefore(state, reply) ? Optional.of(state) : Optional.empty();
      case Step.Done read -> notBefore(state, reply) ? Optional.of(reply.version() < 0 ? state : state.at(reply.version(), true)) : Optional.empty();
    };
  }

  @Override
  public ObjectState next(ObjectState state, RecordedCall call) {
    return step(state, call, false) instanceof Step.Done done && done.write() ? written(state, done, call, -1).orElse(state) : state;
  }

  private static boolean notBefore(ObjectState state, RecordedReply reply) {
    return reply.version() < 0 || reply.version() >= state.version();
  }

  private static boolean gives(ObjectState before, Step.Done done, RecordedCall call, RecordedReply reply) {
    return switch (call.kind()) {
      case EXISTS -> done.exists() == reply.exists();
      case DELETE, SETTLE -> true;
      case READ -> done.exists() == reply.exists() && done.reply().equals(reply.value()) && shows(before, call);
      case UPDATE, QUERY, WRITE -> reply.value().isMissingNode() || done.reply().equals(reply.value());
    };
  }

  /** What the repetition of an update shows is the state at some moment after the update. */
  private static boolean shows(ObjectState before, RecordedCall call) {
    return call.request().isEmpty() || before.applied().contains(call.request());
  }

  private static ObjectState noted(ObjectState state, RecordedCall call, RecordedReply reply) {
    if (!reply.value().isMissingNode() || call.request().isEmpty()) {
      return state;
    }
    Set<String> longer = new HashSet<>(state.applied());
    longer.add(call.request());
    return new ObjectState(state.exists(), state.state(), state.version(), state.sealed(), longer);
  }

  /** The state after a change, if it may have this version; empty if it may not. A negative version is one that nobody told. */
  private static Optional<ObjectState> written(ObjectState before, Step.Done done, RecordedCall call, long version) {
    long least = Math.max(before.sealed() ? before.version() + 1 : before.version(), 1);
    RecordedCall.@Nullable Expectation expected = call.expectation();
    if (expected != null) {
      if (expected.version() < before.version()) {
        return Optional.empty();
      }
      least = Math.max(least, expected.version());
    }
    // One that was made for a version that nobody had been told of yet may have been written together with it.
    boolean tooLate = expected != null && version > expected.version() + 1;
    return tooLate || version >= 0 && version < least
        ? Optional.empty()
        : Optional.of(new ObjectState(done.exists(), done.state(), Math.max(version, least), done.last(), before.applied()));
  }

  /** At some version that is not the expected one, and not after the one that came with the refusal. */
  private static Optional<ObjectState> conflict(ObjectState state, RecordedCall call, RecordedReply reply) {
    RecordedCall.@Nullable Expectation expected = call.expectation();
    if (expected == null || !notBefore(state, reply)) {
      return Optional.empty();
    }
    if (expected.version() != state.version()) {
      return Optional.of(state);
    }
    long later = state.version() + 1;
    return reply.version() < 0 || reply.version() >= later ? Optional.of(state.at(later, false)) : Optional.empty();
  }

  private Step step(ObjectState before, RecordedCall call, boolean refused) {
    Reproducible here = new Reproducible(call, refused);
    try {
      return switch (call.kind()) {
        case READ, EXISTS -> call.request().isEmpty() ? guarded(type.read(), before, here, () -> same(before)) : same(before);
        case SETTLE -> same(before);
        case DELETE -> guarded(type.write(), before, here, () -> before.exists() ? deleted() : same(before));
        case WRITE -> guarded(type.write(), before, here, () -> replaced(call));
        case UPDATE, QUERY -> handler(before, call, here);
      };
    } catch (NotReproducible unknowable) {
      throw unknowable;
    } catch (Rejected rejected) {
      return new Step.Refused((ErrorKind.REJECTED.name() + " " + rejected.code()).strip());
    } catch (Throwable thrown) {
      return new Step.Refused(HANDLER_FAILED);
    }
  }

  /** What can be run, and throws what it likes. */
  private interface Run {
    Step step() throws Throwable;
  }

  private Step guarded(Guard guard, ObjectState before, Reproducible call, Run admitted) throws Throwable {
    boolean admits =
        switch (guard) {
          case Guard.Open open -> true;
          case Guard.Closed closed -> false;
          case Guard.Method method -> admits(method, before, call);
        };
    return admits ? admitted.step() : DENIED;
  }

  /** A guard that can't be asked again is believed where it admitted. */
  private boolean admits(Guard.Method guard, ObjectState before, Reproducible call) throws Throwable {
    try {
      return guard.code().admits(live(before), call);
    } catch (NotReproducible unknowable) {
      if (call.refused()) {
        throw unknowable;
      }
      return true;
    }
  }

  private static Step.Done same(ObjectState before) {
    return new Step.Done(before.exists(), before.state(), before.state(), false, false);
  }

  private Step deleted() {
    return new Step.Done(false, initial.state(), initial.state(), true, true);
  }

  private Step replaced(RecordedCall call) {
    JsonNode written = written(call);
    return new Step.Done(true, written, written, true, true);
  }

  /** The state that a call of the kind {@link RecordedCall.Kind#WRITE} writes. */
  JsonNode written(RecordedCall call) {
    return tree(states.encode(states.decode(Objects.requireNonNull(call.arguments().get(0))).state(), null));
  }

  /**
   * Whether an update's reply is the whole state: its repetition, if it is kept as just that, is answered with the state of its own moment.
   */
  boolean repliesWithState(RecordedCall call) {
    HandlerModel handler = type.handler(call.handler());
    return call.kind() == RecordedCall.Kind.WRITE
        || handler != null && (handler.shape() == HandlerModel.Shape.NEXT_STATE || handler.shape() == HandlerModel.Shape.IN_PLACE);
  }

  private S live(ObjectState before) {
    return Objects.requireNonNull(states.decode(before.state()).state());
  }

  private Step handler(ObjectState before, RecordedCall call, Reproducible here) throws Throwable {
    HandlerModel handler = type.handler(call.handler());
    if (handler == null) {
      throw new IllegalStateException("a call of a handler that does not exist was answered: " + call);
    }
    return guarded(handler.guard(), before, here, () -> run(handler, before, call, here));
  }

  private Step run(HandlerModel handler, ObjectState before, RecordedCall call, Reproducible here) throws Throwable {
    S state = live(before);
    @Nullable Object[] arguments = json.decodeArguments(NodeConsole.JSON.writeValueAsBytes(call.arguments()), handler.parameters());
    @Nullable Object result = handler.code().call(state, arguments, here);
    return switch (handler.shape()) {
      case QUERY -> new Step.Done(before.exists(), before.state(), value(result, handler.reply()), false, false);
      case NEXT_STATE -> changed(stored(result));
      case IN_PLACE -> changed(stored(state));
      case CHANGE -> {
        Change<?, ?> change = (Change<?, ?>) Objects.requireNonNull(result);
        yield new Step.Done(true, stored(change.state()), value(change.reply(), handler.reply()), true, false);
      }
    };
  }

  private static Step changed(JsonNode state) {
    return new Step.Done(true, state, state, true, false);
  }

  private JsonNode stored(@Nullable Object state) {
    return tree(states.encode(type.javaType().cast(Objects.requireNonNull(state)), null));
  }

  private JsonNode value(@Nullable Object value, Type javaType) {
    return tree(json.encode(value, javaType));
  }

  private static JsonNode tree(byte[] bytes) {
    return NodeConsole.JSON.readTree(bytes);
  }

  /** What is the same in the cluster and here. */
  private record Reproducible(RecordedCall call, boolean refused) implements Call {
    @Override
    public Caller caller() {
      return call.caller();
    }

    @Override
    public ObjectId object() {
      return call.object();
    }

    @Override
    public RequestId id() {
      if (call.request().isEmpty()) {
        throw unknowable("Call.id()");
      }
      return RequestId.parse(call.request());
    }

    @Override
    public Instant time() {
      throw unknowable("Call.time()");
    }

    @Override
    public String newId() {
      throw unknowable("Call.newId()");
    }

    @Override
    public RandomGenerator random() {
      throw unknowable("Call.random()");
    }

    private NotReproducible unknowable(String what) {
      return new NotReproducible(what, refused ? NotReproducible.kindOf(call) : "");
    }
  }

  /** The name of the type, as objects have it. */
  String name() {
    return type.name();
  }

  @Override
  public String toString() {
    return "the handlers of " + type.javaType().getName();
  }
}
