package dev.highlander.internal.model;

import dev.highlander.BadRequest;
import dev.highlander.Call;
import dev.highlander.Change;
import dev.highlander.annotation.Allow;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

/** Reads the handlers of a type. */
final class Handlers {

  /** The most arguments of a handler, beside {@code Call}: what the functional interfaces of {@code dev.highlander.handler} have. */
  static final int MAX_ARGUMENTS = 4;

  private static final MethodType CODE = MethodType.methodType(Object.class, Object.class, Object[].class, Call.class);

  private final DeclaredMethods methods;
  private final Guards guards;
  private final boolean shareable;

  Handlers(DeclaredMethods methods, Guards guards, boolean shareable) {
    this.methods = methods;
    this.guards = guards;
    this.shareable = shareable;
  }

  Map<String, HandlerModel> read() {
    Map<String, HandlerModel> handlers = new LinkedHashMap<>();
    for (Method method : methods.all()) {
      boolean update = method.isAnnotationPresent(Update.class);
      boolean query = method.isAnnotationPresent(Query.class);
      if (update && query) {
        throw mistake(method, "is both @Update and @Query; it is to be one of them");
      }
      if (update || query) {
        handlers.put(method.getName(), handler(method, query));
      } else if (method.isAnnotationPresent(Allow.class)) {
        throw mistake(method, "is marked @Allow but is no handler: add @Update or @Query");
      }
    }
    return handlers;
  }

  private HandlerModel handler(Method method, boolean query) {
    requireReferable(method);
    Class<?>[] types = method.getParameterTypes();
    boolean takesCall = types.length > 0 && types[types.length - 1] == Call.class;
    int arguments = takesCall ? types.length - 1 : types.length;
    requireArguments(method, arguments);
    List<Type> parameters = List.of(Arrays.copyOf(method.getGenericParameterTypes(), arguments));
    parameters.forEach(type -> requireKnown(method, type));

    HandlerModel.Shape shape = query ? queryShape(method) : updateShape(method);
    Type reply = reply(method, shape);
    requireKnown(method, reply);

    Allow allow = method.getAnnotation(Allow.class);
    Guard guard = allow == null ? Guards.OPEN : guards.named(allow.value(), "guard of " + DeclaredMethods.nameOf(method));
    boolean argumentsImmutable = parameters.stream().allMatch(Immutability::always);
    HandlerModel.Code code = code(DeclaredMethods.handle(method), arguments, takesCall);
    return new HandlerModel(method.getName(), shape, parameters, guard, reply, replyImmutable(shape, reply), argumentsImmutable, code);
  }

  /** A plain method reference {@code Type::name} has to mean this method and no other. */
  private void requireReferable(Method method) {
    if (Modifier.isStatic(method.getModifiers())) {
      throw mistake(method, "is static; a handler is called on a state");
    }
    List<Method> namesakes = methods.named(method.getName());
    if (namesakes.size() > 1) {
      Method other = namesakes.stream().filter(m -> !m.equals(method)).findFirst().orElseThrow();
      throw mistake(method, "is overloaded, by '" + other.toGenericString() + "'; a handler's name is what callers name it by, so rename one");
    }
    if (method.isVarArgs()) {
      throw mistake(method, "has a variable number of arguments; take a List instead");
    }
    if (method.getTypeParameters().length > 0) {
      throw mistake(method, "has type parameters, so what to decode its arguments to is not known");
    }
  }

  private static void requireArguments(Method method, int arguments) {
    if (arguments > MAX_ARGUMENTS) {
      throw mistake(method, "has " + arguments + " arguments; a handler has at most " + MAX_ARGUMENTS + " beside a trailing Call: use a record");
    }
    if (List.of(method.getParameterTypes()).subList(0, arguments).contains(Call.class)) {
      throw mistake(method, "takes a Call that is not its last parameter");
    }
  }

  private static void requireKnown(Method method, Type type) {
    if (type instanceof TypeVariable<?> || type instanceof WildcardType) {
      throw mistake(method, "uses the type " + type.getTypeName() + ", which says not what to decode");
    }
    Class<?> raw = Types.raw(type);
    if (Future.class.isAssignableFrom(raw) || CompletionStage.class.isAssignableFrom(raw) || BaseStream.class.isAssignableFrom(raw)) {
      throw mistake(method, "uses " + raw.getName() + "; arguments and replies are plain values, and handlers may block");
    }
  }

  private static HandlerModel.Shape queryShape(Method method) {
    Class<?> result = method.getReturnType();
    if (result == void.class || result == Void.class) {
      throw mistake(method, "is a @Query and returns nothing");
    }
    if (result == Change.class) {
      throw mistake(method, "is a @Query and returns a Change; mark it @Update if it changes the state");
    }
    return HandlerModel.Shape.QUERY;
  }

  private HandlerModel.Shape updateShape(Method method) {
    Class<?> result = method.getReturnType();
    Class<?> type = methods.type();
    if (result == type) {
      return HandlerModel.Shape.NEXT_STATE;
    }
    if (result == Change.class) {
      return HandlerModel.Shape.CHANGE;
    }
    if (result == void.class && !type.isRecord()) {
      return HandlerModel.Shape.IN_PLACE;
    }
    if (result == void.class) {
      throw mistake(method, "is an @Update of a record and returns nothing; a record can't change, so return the next " + type.getSimpleName());
    }
    throw mistake(method, "is an @Update and returns " + result.getTypeName() + "; it is to return the next " + type.getSimpleName()
        + " or Change<" + type.getSimpleName() + ", reply>" + (type.isRecord() ? "" : ", or nothing"));
  }

  private Type reply(Method method, HandlerModel.Shape shape) {
    return switch (shape) {
      case QUERY -> method.getGenericReturnType();
      case NEXT_STATE, IN_PLACE -> methods.type();
      case CHANGE -> {
        if (method.getGenericReturnType() instanceof ParameterizedType change && change.getActualTypeArguments()[0] == methods.type()) {
          yield change.getActualTypeArguments()[1];
        }
        throw mistake(method, "returns " + method.getGenericReturnType().getTypeName() + "; it is to return Change<"
            + methods.type().getSimpleName() + ", reply>");
      }
    };
  }

  /** See {@link Immutability} for why. */
  private boolean replyImmutable(HandlerModel.Shape shape, Type reply) {
    return switch (shape) {
      case QUERY -> Immutability.always(reply) || (shareable && Immutability.decoded(reply));
      case NEXT_STATE, IN_PLACE -> shareable;
      case CHANGE -> Immutability.always(reply);
    };
  }

  private static HandlerModel.Code code(MethodHandle method, int arguments, boolean takesCall) {
    MethodHandle withCall = takesCall ? method : MethodHandles.dropArguments(method, 1 + arguments, Call.class);
    MethodHandle code = withCall.asSpreader(1, Object[].class, arguments).asType(CODE);
    return (state, values, call) -> (Object) code.invokeExact(state, values, call);
  }

  private static BadRequest mistake(Method method, String sentence) {
    return new BadRequest(DeclaredMethods.nameOf(method) + " " + sentence);
  }
}
