package dev.highlander.samples.todo;

import java.lang.reflect.InvocationTargetException;

/** The jar's entry: says which Java is needed where the one that runs is too old, and otherwise starts {@code TodoMain}. */
public final class Start {

  private static final int NEEDED = 21;

  private Start() {}

  public static void main(String[] arguments) throws Exception {
    int present = feature(System.getProperty("java.specification.version"));
    if (present < NEEDED) {
      System.err.println("samples-todo needs Java " + NEEDED + " or newer; this is Java " + present + " in "
          + System.getProperty("java.home") + ".");
      System.err.println("Start it with a newer one: /path/to/jdk-" + NEEDED + "/bin/java -jar samples-todo.jar");
      System.exit(1);
    }
    try {
      Class.forName("dev.highlander.samples.todo.TodoMain").getMethod("main", String[].class).invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception ? (Exception) e.getCause() : e;
    }
  }

  /** Up to 8 they were called 1.x. */
  static int feature(String specification) {
    String version = specification.startsWith("1.") ? specification.substring(2) : specification;
    return Integer.parseInt(version);
  }
}
