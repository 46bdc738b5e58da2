package dev.highlander.samples.todo;

import dev.highlander.Highlander;
import dev.highlander.Rejected;
import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing to do: an object of its own, open to everybody, and an item of a {@link TodoList}.
 *
 * @param id within its list; empty for an object of its own
 * @param title what is to be done; at most {@value #MAX_TITLE} characters in a list
 * @param completed whether it is done
 * @param color how it is shown
 */
@Persistent("todo")
public record Todo(String id, String title, boolean completed, Color color) {

  /** Longest title that a list accepts, in characters. */
  public static final int MAX_TITLE = 200;

  /** What a caller leaves out of an argument is as in {@link #blank}. */
  public Todo {
    id = Objects.requireNonNullElse(id, "");
    title = Objects.requireNonNullElse(title, "");
    color = Objects.requireNonNullElse(color, Color.BLUE);
  }

  @Initial
  static Todo blank() {
    return new Todo("", "", false, Color.BLUE);
  }

  public static Todo get(String id) {
    return Highlander.get(Todo.class, id);
  }

  public static Todo put(String id, Todo todo) {
    return Highlander.put(Todo.class, id, todo);
  }

  public Todo withId(String id) {
    return new Todo(id, title, completed, color);
  }

  public Todo withTitle(String title) {
    return new Todo(id, title, completed, color);
  }

  public Todo withCompleted(boolean completed) {
    return new Todo(id, title, completed, color);
  }

  public Todo withColor(Color color) {
    return new Todo(id, title, completed, color);
  }

  /** The title without surrounding blanks; refuses an empty one and one over the limit. */
  static String requireTitle(@Nullable String title) {
    String stripped = title == null ? "" : title.strip();
    if (stripped.isEmpty() || stripped.length() > MAX_TITLE) {
      throw new Rejected("bad-title", "a title has 1 to " + MAX_TITLE + " characters; this one has " + stripped.length());
    }
    return stripped;
  }
}
