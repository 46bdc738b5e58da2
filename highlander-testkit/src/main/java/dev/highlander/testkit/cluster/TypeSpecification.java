package dev.highlander.testkit.cluster;

import dev.highlander.Call;
import dev.highlander.Caller;
import dev.highlander.Change;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.codec.StateCodec;
import dev.highlander.internal.model.HandlerModel;
import dev.highlander.internal.model.ReflectiveModelReader;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.testkit.history.SequentialModel;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The sequential specification of an object is its own class: handlers are pure, so running them one after the other on a state in this JVM says
 * what the cluster has to give. Guards are not asked: what was refused has no effect.
 *
 * @param <S> the object's type
 */
public final class TypeSpecification<S> implements SequentialModel<TypeSpecification.ObjectState, RecordedCall, RecordedReply> {

  /**
   * A state of the specification.
   *
   * @param exists whether the object is stored
   * @param state the state as JSON
   */
  public record ObjectState(boolean exists, JsonNode state) {}

  /**
   * A handler took something from its {@link Call} that differs from run to run, so its class can't say what it has to give: give {@link
   * TestClusterBuilder#model} a model of your own.
   */
  public static final class NotReproducible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReproducible(String what) {
      super(
          "a handler uses "
              + what
              + ", so its class is no specification of what it gives; name a model of your own with TestCluster.nodes(...).model(...)");
    }
  }

  /** From this size of a state on, nodes may keep no copy of it as a reply. */
  private static final int ALWAYS_KEPT_BYTES = 100;

  /**
   * What a call does.
   *
   * @param state what comes of it
   * @param reply what it gives
   * @param orLater whether it may give a later state instead: whoever replaces a state gets what is stored when that is durable, and a repetition
   *     gets the state of its own moment unless the first one was small enough to be kept. Readers judge what came of the call
   */
  private record Step(ObjectState state, JsonNode reply, boolean orLater) {

    Step(ObjectState state, JsonNode reply) {
      this(state, reply, false);
    }
  }

  private final JsonCodec json = new JsonCodec();
  private final TypeModel<S> type;
  private final StateCodec<S> states;
  private final ObjectState initial;

  public TypeSpecification(Class<S> type) {
    this.type = ReflectiveModelReader.read(type);
    this.states = new StateCodec<>(this.type, json);
    this.initial = new ObjectState(false, tree(states.encode(states.initial(), null)));
  }

  @Override
  public ObjectState initial() {
    return initial;
  }

  @Override
  public Optional<ObjectState> next(ObjectState state, RecordedCall call, RecordedReply reply) {
    return step(state, call).filter(step -> gives(step, call, reply)).map(Step::state);
  }

  private static boolean gives(Step step, RecordedCall call, RecordedReply reply) {
    return switch (call.kind()) {
      case EXISTS -> step.state().exists() == reply.exists();
      case DELETE -> true;
      case READ -> step.state().exists() == reply.exists() && step.reply().equals(reply.value());
      case UPDATE, QUERY, WRITE -> step.orLater() || step.reply().equals(reply.value());
    };
  }

  @Override
  public ObjectState next(ObjectState state, RecordedCall call) {
    return step(state, call).map(Step::state).orElse(state);
  }

  /** What a call does and gives; empty if it throws, since then the object would have refused it. */
  private Optional<Step> step(ObjectState before, RecordedCall call) {
    return switch (call.kind()) {
      case READ, EXISTS -> Optional.of(new Step(before, before.state()));
      case DELETE -> Optional.of(new Step(initial, initial.state()));
      case WRITE -> {
        JsonNode written = tree(states.encode(states.decode(Objects.requireNonNull(call.arguments().get(0))).state(), null));
        yield Optional.of(new Step(new ObjectState(true, written), written, true));
      }
      case UPDATE, QUERY -> handler(before, call);
    };
  }

  private Optional<Step> handler(ObjectState before, RecordedCall call) {
    HandlerModel handler = type.handler(call.handler());
    if (handler == null) {
      return Optional.empty();
    }
    S state = states.decode(before.state()).state();
    @Nullable Object[] arguments = json.decodeArguments(NodeConsole.JSON.writeValueAsBytes(call.arguments()), handler.parameters());
    @Nullable Object result;
    try {
      result = handler.code().call(Objects.requireNonNull(state), arguments, new Reproducible(call));
    } catch (NotReproducible unknowable) {
      throw unknowable;
    } catch (Throwable refused) {
      return Optional.empty();
    }
    return Optional.of(
        switch (handler.shape()) {
          case QUERY -> new Step(before, value(result, handler.reply()));
          case NEXT_STATE -> same(stored(result));
          case IN_PLACE -> same(stored(state));
          case CHANGE -> {
            Change<?, ?> change = (Change<?, ?>) Objects.requireNonNull(result);
            yield new Step(stored(change.state()), value(change.reply(), handler.reply()));
          }
        });
  }

  private static Step same(ObjectState state) {
    return new Step(state, state.state(), state.state().toString().length() > ALWAYS_KEPT_BYTES);
  }

  private ObjectState stored(@Nullable Object state) {
    return new ObjectState(true, tree(states.encode(type.javaType().cast(Objects.requireNonNull(state)), null)));
  }

  private JsonNode value(@Nullable Object value, Type javaType) {
    return tree(json.encode(value, javaType));
  }

  private static JsonNode tree(byte[] bytes) {
    return NodeConsole.JSON.readTree(bytes);
  }

  /** What is the same in the cluster and here. */
  private record Reproducible(RecordedCall call) implements Call {
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
        throw new NotReproducible("Call.id()");
      }
      return RequestId.parse(call.request());
    }

    @Override
    public Instant time() {
      throw new NotReproducible("Call.time()");
    }

    @Override
    public String newId() {
      throw new NotReproducible("Call.newId()");
    }

    @Override
    public RandomGenerator random() {
      throw new NotReproducible("Call.random()");
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
