package dev.highlander.internal.model;

import dev.highlander.BadRequest;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.TypeOptions;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads a class annotated {@link Persistent} into a {@link TypeModel}. Every mistake that can be seen without running a handler is reported
 * here, when the type is registered, as a {@link BadRequest} that names class, method and rule; nothing is left to be found by the first
 * call.
 *
 * <p>Handlers, guards and constructors may have any visibility. In a named module their package has to be open to this one.
 */
public final class ReflectiveModelReader {

  private ReflectiveModelReader() {}

  /** Reads one class; throws {@link BadRequest} with a sentence that says what is wrong with it. */
  public static <S> TypeModel<S> read(Class<S> type) {
    Persistent annotation = type.getDeclaredAnnotation(Persistent.class);
    if (annotation == null) {
      throw new BadRequest(type.getName() + " is not annotated @Persistent");
    }
    TypeOptions options = options(type, annotation);
    requireInstantiable(type);
    DeclaredMethods methods = DeclaredMethods.of(type);
    Guards guards = new Guards(methods);
    boolean shareable = Immutability.decoded(type);
    Map<String, HandlerModel> handlers = new Handlers(methods, guards, shareable).read();
    Guard absent = handlers.values().stream().allMatch(h -> h.guard() instanceof Guard.Open) ? Guards.OPEN : Guards.CLOSED;
    Guard read = options.readGuard().isEmpty() ? absent : guards.named(options.readGuard(), "read guard of " + type.getName());
    Guard write = options.writeGuard().isEmpty() ? absent : guards.named(options.writeGuard(), "write guard of " + type.getName());
    return new TypeModel<>(type, options, handlers, read, write, initial(type, methods), shareable);
  }

  private static TypeOptions options(Class<?> type, Persistent annotation) {
    try {
      return TypeOptions.of(annotation);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(type.getName() + ": " + e.getMessage(), e);
    }
  }

  private static void requireInstantiable(Class<?> type) {
    if (type.isInterface() || type.isEnum() || Modifier.isAbstract(type.getModifiers())) {
      throw new BadRequest(type.getName() + " can't be persistent: it is to be a record or a class that can be instantiated, not an interface,"
          + " an enum or an abstract class");
    }
    if (type.getTypeParameters().length > 0) {
      throw new BadRequest(type.getName() + " can't be persistent: it has type parameters, so what its state consists of is not known");
    }
    if (type.isRecord()) {
      return;
    }
    boolean inner = type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers());
    if (inner || noArgConstructor(type).isEmpty()) {
      throw new BadRequest(type.getName() + " can't be persistent: a class that is not a record needs a constructor without parameters"
          + (inner ? ", and has to be static" : ""));
    }
    for (Class<?> declaring = type; declaring != null && declaring != Object.class; declaring = declaring.getSuperclass()) {
      for (Field field : declaring.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (Modifier.isFinal(modifiers) && !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers)) {
          throw new BadRequest(type.getName() + " can't be persistent: its field " + field.getName()
              + " is final, and fields are set when a state is loaded; drop final, or make the type a record");
        }
      }
    }
  }

  private static Optional<Constructor<?>> noArgConstructor(Class<?> type) {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 0) {
        return Optional.of(constructor);
      }
    }
    return Optional.empty();
  }

  /** Also makes one initial state, so that a method that throws is reported now. */
  private static <S> Supplier<S> initial(Class<S> type, DeclaredMethods methods) {
    Supplier<S> initial = InitialState.of(type, methods);
    Objects.requireNonNull(initial.get());
    return initial;
  }
}
