package dev.highlander.internal.activation;

import dev.highlander.BadRequest;
import dev.highlander.Call;
import dev.highlander.Change;
import dev.highlander.ErrorKind;
import dev.highlander.HighlanderException;
import dev.highlander.ObjectId;
import dev.highlander.Rejected;
import dev.highlander.internal.codec.StateCodec;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Guard;
import dev.highlander.internal.model.HandlerModel;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.util.CurrentTurn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs guards and handlers of one type on a state: the only place that calls user code. Decides nothing about durability. Thread-safe. What user
 * code throws, errors like a stack overflow included, becomes a value here.
 */
final class HandlerRunner {

  private final HostContext context;
  private final TypeRuntime type;

  HandlerRunner(HostContext context, TypeRuntime type) {
    this.context = context;
    this.type = type;
  }

  /** Runs a read on a durable state. */
  Answer read(Durable durable, Invocation invocation, Receipt receipt, long nowMillis) {
    try {
      Call call = new TurnCall(invocation, nowMillis, 0, context.platform());
      return switch (invocation.operation()) {
        case Operation.Query query -> {
          HandlerModel handler = require(query.handler(), true);
          Object state = type.handOut(durable.state());
          Problem refusal = guard(handler.guard(), state, call, "query " + query.handler());
          yield refusal != null
              ? new Answer.Failed(refusal, receipt)
              : new Answer.Done(new Payload.Live(run(handler, state, arguments(handler, invocation), call)), receipt);
        }
        case Operation.Read read -> {
          Object state = type.handOut(durable.state());
          Problem refusal = guard(type.model().read(), state, call, "reading the whole state");
          yield refusal != null ? new Answer.Failed(refusal, receipt) : new Answer.Done(new Payload.Live(state), receipt);
        }
        case Operation.Exists exists -> {
          Problem refusal = guard(type.model().read(), type.handOut(durable.state()), call, "asking whether it exists");
          yield refusal != null ? new Answer.Failed(refusal, receipt) : new Answer.Done(new Payload.Live(durable.exists()), receipt);
        }
        case Operation.Update update -> throw notARead(update);
        case Operation.Write write -> throw notARead(write);
        case Operation.Delete delete -> throw notARead(delete);
        case Operation.Settle settle -> throw notARead(settle);
      };
    } catch (Throwable thrown) {
      return new Answer.Failed(problem(thrown, invocation), receipt);
    }
  }

  private static IllegalStateException notARead(Operation operation) {
    return new IllegalStateException(operation + " is not a read");
  }

  /** Runs an update on the newest state. */
  Decision decide(Head head, Turn turn, long nowMillis) {
    Invocation invocation = turn.invocation();
    Call call = new TurnCall(invocation, turn.startedMillis(nowMillis), turn.seed(), context.platform());
    List<ObjectId> path = new ArrayList<>(invocation.path());
    path.add(invocation.object());
    try (CurrentTurn.Scope scope = new CurrentTurn(path, context.space().get()).enter()) {
      return switch (invocation.operation()) {
        case Operation.Update update -> update(head, require(update.handler(), false), invocation, call);
        case Operation.Write write -> write(head, write, invocation, call);
        case Operation.Delete delete -> delete(head, delete, call);
        case Operation.Settle settle -> new Decision.Refused(Problem.settled(turn.request()));
        default -> throw new IllegalStateException(invocation.operation() + " is not an update");
      };
    } catch (Throwable thrown) {
      return new Decision.Refused(problem(thrown, invocation));
    }
  }

  private Decision update(Head head, HandlerModel handler, Invocation invocation, Call call) throws Throwable {
    Problem refusal = guard(handler.guard(), type.handOut(head.state()), call, "update " + handler.name());
    if (refusal != null) {
      return new Decision.Refused(refusal);
    }
    Object state = type.handOut(head.state());
    Object result = run(handler, state, arguments(handler, invocation), call);
    return switch (handler.shape()) {
      case NEXT_STATE -> effect(head, next(result, handler), new Decision.Reply.OwnState());
      case IN_PLACE -> effect(head, state, new Decision.Reply.OwnState());
      case CHANGE -> {
        Change<?, ?> change = (Change<?, ?>) next(result, handler);
        byte[] reply = context.json().encode(change.reply(), handler.reply());
        if (reply.length > context.settings().maxKeptBytes()) {
          yield new Decision.Refused(
              Problem.of(
                  ErrorKind.HANDLER_FAILED,
                  "handler " + handler.name() + " replied with " + reply.length + " bytes; at most "
                      + context.settings().maxKeptBytes() + " can be kept for a repetition"));
        }
        if (!context.envelopes().readable(reply)) {
          yield new Decision.Refused(
              Problem.of(ErrorKind.HANDLER_FAILED, "handler " + handler.name() + " replied with a value that can't be read back from its JSON"));
        }
        yield effect(head, next(change.state(), handler), new Decision.Reply.Value(reply));
      }
      case QUERY -> throw new IllegalStateException(handler.name() + " is a query");
    };
  }

  private static Object next(@Nullable Object result, HandlerModel handler) {
    if (result == null) {
      throw new NullPointerException("handler " + handler.name() + " returned no next state");
    }
    return result;
  }

  private Decision effect(Head head, Object state, Decision.Reply reply) {
    return new Decision.Effect(state, true, head.exists() ? head.birth() : context.platform().newId(), head.unknown(), reply, false);
  }

  private Decision write(Head head, Operation.Write write, Invocation invocation, Call call) throws Throwable {
    Problem refusal = guardedWrite(head, write.expectation(), call);
    if (refusal != null) {
      return new Decision.Refused(refusal);
    }
    if (!(invocation.arguments() instanceof Arguments.Json json)) {
      throw new IllegalStateException("the arguments of an update travel as JSON");
    }
    StateCodec.Decoded<Object> given = type.codec().decodeArgument(json.array());
    ObjectNode unknown = merge(head.unknown(), given.unknown());
    String birth = head.exists() ? head.birth() : context.platform().newId();
    return new Decision.Effect(given.state(), true, birth, unknown, new Decision.Reply.StoredState(), true);
  }

  /** Fields that an object keeps although this type does not know them: those it has, overridden by those just given. */
  private static @Nullable ObjectNode merge(@Nullable ObjectNode kept, @Nullable ObjectNode given) {
    if (kept == null || given == null) {
      return given == null ? kept : given;
    }
    ObjectNode merged = kept.deepCopy();
    given.properties().forEach(field -> {
      boolean nested = field.getValue() instanceof ObjectNode && merged.get(field.getKey()) instanceof ObjectNode;
      merged.set(
          field.getKey(),
          nested ? merge((ObjectNode) merged.get(field.getKey()), (ObjectNode) field.getValue()) : field.getValue());
    });
    return merged;
  }

  private Decision delete(Head head, Operation.Delete delete, Call call) throws Throwable {
    Problem refusal = guardedWrite(head, delete.expectation(), call);
    if (refusal != null) {
      return new Decision.Refused(refusal);
    }
    if (!head.exists()) {
      return new Decision.Nothing();
    }
    byte[] nothing = {'n', 'u', 'l', 'l'};
    return new Decision.Effect(
        type.codec().initial(), false, head.birth(), null, new Decision.Reply.Value(nothing), true);
  }

  private @Nullable Problem guardedWrite(Head head, Operation.@Nullable Expectation expected, Call call) throws Throwable {
    Problem refusal = guard(type.model().write(), type.handOut(head.state()), call, "writing the whole state");
    if (refusal != null || expected == null) {
      return refusal;
    }
    boolean same =
        expected.version() == head.version() && (expected.birth().isEmpty() || expected.birth().equals(head.birth()));
    return same
        ? null
        : Problem.of(
            ErrorKind.VERSION_CONFLICT,
            call.object() + " has version " + head.version() + ", the call was made for version " + expected.version());
  }

  private HandlerModel require(String name, boolean query) {
    HandlerModel handler = type.model().handler(name);
    if (handler == null) {
      throw new BadRequest("type '" + type.model().name() + "' has no handler '" + name + "'");
    }
    if (handler.query() != query) {
      throw new BadRequest("handler '" + name + "' of type '" + type.model().name() + "' is " + (query ? "an update" : "a query"));
    }
    return handler;
  }

  private @Nullable Object[] arguments(HandlerModel handler, Invocation invocation) {
    return switch (invocation.arguments()) {
      case Arguments.Values values -> values.values();
      case Arguments.Json json -> context.json().decodeArguments(json.array(), handler.parameters());
    };
  }

  private @Nullable Problem guard(Guard guard, Object state, Call call, String what) throws Throwable {
    boolean admitted =
        switch (guard) {
          case Guard.Open open -> true;
          case Guard.Closed closed -> false;
          case Guard.Method method -> admits(method, state, call);
        };
    return admitted ? null : Problem.of(ErrorKind.ACCESS_DENIED, call.caller() + " is not allowed: " + what + " of " + call.object());
  }

  private static boolean admits(Guard.Method method, Object state, Call call) {
    try {
      return method.code().admits(state, call);
    } catch (Rejected rejected) {
      throw rejected;
    } catch (Throwable thrown) {
      throw new UserFault("guard " + method.name(), thrown);
    }
  }

  private static @Nullable Object run(HandlerModel handler, Object state, @Nullable Object[] arguments, Call call) {
    try {
      return handler.code().call(state, arguments, call);
    } catch (Rejected rejected) {
      throw rejected;
    } catch (Throwable thrown) {
      throw new UserFault("handler " + handler.name(), thrown);
    }
  }

  /** Marks what user code threw, so that it is not mistaken for an error of the call. */
  private static final class UserFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UserFault(String where, Throwable cause) {
      super(where + " threw " + cause, cause, false, false);
    }
  }

  private Problem problem(Throwable thrown, Invocation invocation) {
    return switch (thrown) {
      case HighlanderException e -> Problem.of(e);
      case UserFault fault when fault.getCause() instanceof HighlanderException e && e.kind() == ErrorKind.CALL_CYCLE -> Problem.of(e);
      case UserFault fault -> Problem.of(ErrorKind.HANDLER_FAILED, fault.getMessage() + " at " + invocation.object());
      default -> Problem.of(ErrorKind.HANDLER_FAILED, thrown + " at " + invocation.object());
    };
  }
}
