package dev.highlander.internal.model;

import dev.highlander.BadRequest;
import dev.highlander.annotation.Initial;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.function.Supplier;

/** Makes the state of a never-stored object. */
final class InitialState {

  private InitialState() {}

  static <S> Supplier<S> of(Class<S> type, DeclaredMethods methods) {
    List<Method> marked = methods.annotated(Initial.class).stream().filter(m -> m.getDeclaringClass() == type).toList();
    if (marked.size() > 1) {
      throw new BadRequest(type.getName() + " has " + marked.size() + " methods marked @Initial; it is to have at most one");
    }
    return marked.isEmpty() ? empty(type) : marked(type, marked.getFirst());
  }

  private static <S> Supplier<S> marked(Class<S> type, Method method) {
    if (!Modifier.isStatic(method.getModifiers()) || method.getParameterCount() > 0 || method.getReturnType() != type) {
      throw new BadRequest(DeclaredMethods.nameOf(method) + " is marked @Initial, so it is to be 'static " + type.getSimpleName() + " "
          + method.getName() + "()'; it is '" + method.toGenericString() + "'");
    }
    MethodHandle handle = DeclaredMethods.handle(method);
    return () -> {
      Object state;
      try {
        state = handle.invoke();
      } catch (Throwable e) {
        throw new BadRequest(DeclaredMethods.nameOf(method) + " is marked @Initial and threw " + e, e);
      }
      if (state == null) {
        throw new BadRequest(DeclaredMethods.nameOf(method) + " is marked @Initial and returned null");
      }
      return type.cast(state);
    };
  }

  private static <S> Supplier<S> empty(Class<S> type) {
    return () -> {
      try {
        return EmptyValues.instance(type);
      } catch (ReflectiveOperationException | RuntimeException e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        throw new BadRequest(type.getName() + " can't be made from empty values (" + reason + "); add a method marked @Initial", e);
      }
    };
  }
}
