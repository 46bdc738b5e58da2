package dev.highlander.internal.model;

import dev.highlander.Call;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One handler of a type, ready to be called. Immutable, thread-safe.
 *
 * @param name its method's name: what travels and what the gateway's path says; unique within the type
 * @param shape how its result is to be read
 * @param parameters types of its arguments, without a trailing {@code Call}
 * @param guard who may call it
 * @param reply type of its reply: the state's type for {@link Shape#NEXT_STATE} and {@link Shape#IN_PLACE}
 * @param replyImmutable whether replies can be handed to callers without a copy
 * @param argumentsImmutable whether arguments can be taken from local callers without a copy
 * @param code calls the method
 */
public record HandlerModel(
    String name,
    Shape shape,
    List<Type> parameters,
    Guard guard,
    Type reply,
    boolean replyImmutable,
    boolean argumentsImmutable,
    Code code) {

  /** How a handler's result is to be read. */
  public enum Shape {
    /** A query: the result is the reply. */
    QUERY,
    /** An update whose result is the next state and also the reply. */
    NEXT_STATE,
    /** An update whose result is a {@code Change}. */
    CHANGE,
    /** An update without a result that changed the copy it was called on; the reply is that state. */
    IN_PLACE
  }

  /** Calls a handler's method on a state; throws what the method throws. */
  @FunctionalInterface
  public interface Code {
    @Nullable Object call(Object state, @Nullable Object[] arguments, Call call) throws Throwable;
  }

  public boolean query() {
    return shape == Shape.QUERY;
  }
}
