package dev.highlander.internal.client;

import dev.highlander.BadRequest;
import dev.highlander.handler.Handler;
import dev.highlander.handler.QueryHandler;
import dev.highlander.internal.model.HandlerModel;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.TypeModel;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler that a method reference names. The compiler makes every place in the code where {@code TodoList::rename} stands a class of
 * its own, whose instances can say (as a {@link SerializedLambda}) which method they would call. That is asked once for each such class: the
 * first use takes tens of microseconds, later ones a look-up by class. Thread-safe.
 */
final class HandlerResolver {

  /** What one place in the code last meant. A race only repeats work. */
  private static final class Site {
    volatile @Nullable Resolved resolved;
  }

  /**
   * A handler and the operation that calls it.
   *
   * @param model the type it was resolved for: several nodes in one process have models of their own
   */
  record Resolved(TypeModel<?> model, HandlerModel handler, Operation operation) {}

  private static final ClassValue<Site> SITES =
      new ClassValue<>() {
        @Override
        protected Site computeValue(Class<?> type) {
          return new Site();
        }
      };

  private HandlerResolver() {}

  /** Throws {@link BadRequest} with a sentence that says what to do if it is no method reference to a handler of the type. */
  static Resolved resolve(Handler reference, TypeModel<?> model) {
    Site site = SITES.get(reference.getClass());
    Resolved known = site.resolved;
    if (known != null && known.model == model) {
      return known;
    }
    Resolved resolved = look(reference, model);
    site.resolved = resolved;
    return resolved;
  }

  private static Resolved look(Handler reference, TypeModel<?> model) {
    SerializedLambda lambda = lambda(reference, model);
    String name = lambda.getImplMethodName();
    String type = model.javaType().getSimpleName();
    if (lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial) {
      throw new BadRequest("a reference to a constructor of " + simple(lambda) + " is no handler; " + advice(type));
    }
    if (name.startsWith("lambda$")) {
      throw new BadRequest("a lambda in " + lambda.getCapturingClass().replace('/', '.') + " is no handler, because code can't travel; "
          + advice(type));
    }
    if (lambda.getCapturedArgCount() > 0) {
      throw new BadRequest("the reference to " + simple(lambda) + "." + name + " is bound to an instance; name the type instead: " + type + "::"
          + name);
    }
    HandlerModel handler = model.handler(name);
    if (handler == null || !declaredBy(model.javaType(), lambda.getImplClass())) {
      throw new BadRequest(simple(lambda) + "." + name + " is no handler of " + model.javaType().getName() + "; mark it @Update or @Query");
    }
    boolean asQuery = reference instanceof QueryHandler;
    if (asQuery != handler.query()) {
      throw new BadRequest(type + "." + name + (handler.query() ? " is a @Query: call it with query" : " is an @Update: call it with update"));
    }
    return new Resolved(model, handler, asQuery ? new Operation.Query(name) : new Operation.Update(name));
  }

  private static SerializedLambda lambda(Handler reference, TypeModel<?> model) {
    Class<?> site = reference.getClass();
    try {
      Method writeReplace = site.getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      if (writeReplace.invoke(reference) instanceof SerializedLambda lambda) {
        return lambda;
      }
    } catch (InaccessibleObjectException e) {
      throw new BadRequest("a method reference in " + site.getName() + " can't be read: open package " + site.getPackageName()
          + " to highlander-core", e);
    } catch (ReflectiveOperationException e) {
      throw new BadRequest(site.getName() + " is no method reference; " + advice(model.javaType().getSimpleName()), e);
    }
    throw new BadRequest(site.getName() + " is no method reference; " + advice(model.javaType().getSimpleName()));
  }

  private static String advice(String type) {
    return "use a plain method reference to a method marked @Update or @Query, " + type + "::name";
  }

  private static String simple(SerializedLambda lambda) {
    String name = lambda.getImplClass().replace('/', '.');
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  private static boolean declaredBy(Class<?> type, String internalName) {
    String name = internalName.replace('/', '.');
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      if (c.getName().equals(name) || inInterface(c, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean inInterface(Class<?> type, String name) {
    for (Class<?> i : type.getInterfaces()) {
      if (i.getName().equals(name) || inInterface(i, name)) {
        return true;
      }
    }
    return false;
  }
}
