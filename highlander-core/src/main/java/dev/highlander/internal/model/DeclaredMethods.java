package dev.highlander.internal.model;

import dev.highlander.BadRequest;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The methods that an instance of a class answers to, its own before inherited ones, without those that were overridden; and its static
 * methods.
 *
 * @param type the class
 * @param all in the order of their names, then of declaration from the class upwards
 */
record DeclaredMethods(Class<?> type, List<Method> all) {

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  static DeclaredMethods of(Class<?> type) {
    List<Method> found = new ArrayList<>();
    Set<List<Object>> signatures = new HashSet<>();
    for (Class<?> declaring : hierarchy(type)) {
      for (Method method : declaring.getDeclaredMethods()) {
        boolean inheritable = declaring == type || !Modifier.isPrivate(method.getModifiers());
        if (!method.isSynthetic() && inheritable && signatures.add(signature(method))) {
          found.add(method);
        }
      }
    }
    found.sort(Comparator.comparing(Method::getName));
    return new DeclaredMethods(type, List.copyOf(found));
  }

  private static List<Object> signature(Method method) {
    return List.of(method.getName(), Arrays.asList(method.getParameterTypes()));
  }

  private static Set<Class<?>> hierarchy(Class<?> type) {
    Set<Class<?>> classes = new LinkedHashSet<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      classes.add(c);
    }
    for (Class<?> c : List.copyOf(classes)) {
      addInterfaces(c, classes);
    }
    return classes;
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> classes) {
    for (Class<?> i : type.getInterfaces()) {
      classes.add(i);
      addInterfaces(i, classes);
    }
  }

  List<Method> named(String name) {
    return all.stream().filter(m -> m.getName().equals(name)).toList();
  }

  List<Method> annotated(Class<? extends Annotation> annotation) {
    return all.stream().filter(m -> m.isAnnotationPresent(annotation)).toList();
  }

  /** Class and method, for messages. */
  static String nameOf(Method method) {
    return method.getDeclaringClass().getName() + "." + method.getName();
  }

  /** A handle that may call the method whatever its visibility. */
  static MethodHandle handle(Method method) {
    try {
      method.setAccessible(true);
      return LOOKUP.unreflect(method);
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      throw new BadRequest(
          nameOf(method) + " can't be called: open package " + method.getDeclaringClass().getPackageName() + " to highlander-core", e);
    }
  }
}
