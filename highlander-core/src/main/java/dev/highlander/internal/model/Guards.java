package dev.highlander.internal.model;

import dev.highlander.BadRequest;
import dev.highlander.Call;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

/** Finds guards by name: methods {@code boolean name(Call)} or {@code boolean name()}. */
final class Guards {

  static final Guard OPEN = new Guard.Open();
  static final Guard CLOSED = new Guard.Closed();

  private static final MethodType CODE = MethodType.methodType(boolean.class, Object.class, Call.class);

  private final DeclaredMethods methods;

  Guards(DeclaredMethods methods) {
    this.methods = methods;
  }

  /**
   * The guard with this name.
   *
   * @param use what it guards, for messages
   */
  Guard named(String name, String use) {
    List<Method> found = methods.named(name);
    if (found.isEmpty()) {
      throw new BadRequest("the " + use + " is '" + name + "', but " + methods.type().getName() + " has no method with this name");
    }
    if (found.size() > 1) {
      throw new BadRequest("the " + use + " is '" + name + "', but " + methods.type().getName() + " has " + found.size()
          + " methods with this name; a guard can't be overloaded");
    }
    Method method = found.getFirst();
    boolean takesCall = List.of(method.getParameterTypes()).equals(List.of(Call.class));
    if (method.getReturnType() != boolean.class
        || Modifier.isStatic(method.getModifiers())
        || !(takesCall || method.getParameterCount() == 0)) {
      throw new BadRequest("the " + use + " is '" + name + "', but a guard is a method 'boolean " + name + "(Call call)' or 'boolean " + name
          + "()' that is not static; it is '" + method.toGenericString() + "'");
    }
    MethodHandle handle = DeclaredMethods.handle(method);
    MethodHandle code = (takesCall ? handle : MethodHandles.dropArguments(handle, 1, Call.class)).asType(CODE);
    return new Guard.Method(name, (state, call) -> (boolean) code.invokeExact(state, call));
  }
}
