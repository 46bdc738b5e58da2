package dev.highlander.samples.todo;

import dev.highlander.Call;
import dev.highlander.Caller;
import dev.highlander.Change;
import dev.highlander.Rejected;
import dev.highlander.annotation.Allow;
import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list that its owner shares with other users. Members read and edit it; only the owner shares it. Until somebody creates it, every other
 * call is rejected.
 *
 * @param title its name
 * @param createdBy its owner; empty until it is created
 * @param todos its items, oldest first; at most {@value #MAX_TODOS}
 * @param allowedUsers its members, the owner among them; at most {@value #MAX_USERS}
 * @param sharings counts the calls that changed {@code allowedUsers}, so that news about them can be told from older ones
 */
@Persistent(value = "list", read = "member", write = "owner")
public record TodoList(String title, String createdBy, List<Todo> todos, Set<String> allowedUsers, int sharings) {

  /** Most items of a list. */
  public static final int MAX_TODOS = 1_000;

  /** Most members of a list. */
  public static final int MAX_USERS = 100;

  public TodoList {
    todos = List.copyOf(todos);
    allowedUsers = Collections.unmodifiableSet(new LinkedHashSet<>(allowedUsers));
  }

  @Initial
  static TodoList uncreated() {
    return new TodoList("", "", List.of(), Set.of(), 0);
  }

  /** Makes the caller owner and member; rejects when the list is created already. */
  @Update
  public TodoList create(String title, Call call) {
    if (!createdBy.isEmpty()) {
      throw new Rejected("already-created", "the list is created already");
    }
    if (call.caller().kind() != Caller.Kind.USER) {
      throw new Rejected("not-a-user", "a list belongs to a user, not to the service");
    }
    String owner = call.caller().name();
    return new TodoList(Todo.requireTitle(title), owner, List.of(), Set.of(owner), 1);
  }

  @Update
  @Allow("member")
  public TodoList rename(String title) {
    return new TodoList(Todo.requireTitle(title), createdBy, todos, allowedUsers, sharings);
  }

  /** Appends an item, whatever its id is; replies with the id it has from now on. */
  @Update
  @Allow("member")
  public Change<TodoList, String> insertTodo(Todo todo, Call call) {
    if (todos.size() >= MAX_TODOS) {
      throw new Rejected("list-full", "a list has at most " + MAX_TODOS + " items");
    }
    Todo item = todo.withId(call.newId()).withTitle(Todo.requireTitle(todo.title()));
    List<Todo> longer = new ArrayList<>(todos);
    longer.add(item);
    return Change.to(withTodos(longer)).reply(item.id());
  }

  @Update
  @Allow("member")
  public TodoList setCompleted(String itemId, boolean completed) {
    requireItem(itemId);
    return withEach(todo -> todo.id().equals(itemId) ? todo.withCompleted(completed) : todo);
  }

  @Update
  @Allow("member")
  public TodoList removeTodo(String itemId) {
    requireItem(itemId);
    return withTodos(todos.stream().filter(todo -> !todo.id().equals(itemId)).toList());
  }

  @Update
  @Allow("member")
  public TodoList clearCompleted() {
    return withTodos(open());
  }

  /**
   * Lets a user read and edit the list. Replies with the number of this sharing, which goes with the news to that user; sharing with a member
   * changes nothing and replies with the number of the last one.
   */
  @Update
  @Allow("owner")
  public Change<TodoList, Integer> share(String user) {
    requireUserName(user);
    if (allowedUsers.contains(user)) {
      return Change.to(this).reply(sharings);
    }
    if (allowedUsers.size() >= MAX_USERS) {
      throw new Rejected("too-many-members", "a list has at most " + MAX_USERS + " members");
    }
    Set<String> more = new LinkedHashSet<>(allowedUsers);
    more.add(user);
    return Change.to(withUsers(more)).reply(sharings + 1);
  }

  /** Takes the list away from a user other than the owner; replies as {@link #share}. */
  @Update
  @Allow("owner")
  public Change<TodoList, Integer> unshare(String user) {
    if (createdBy.equals(user)) {
      throw new Rejected("owner-stays", "the owner stays a member");
    }
    if (!allowedUsers.contains(user)) {
      return Change.to(this).reply(sharings);
    }
    Set<String> fewer = new LinkedHashSet<>(allowedUsers);
    fewer.remove(user);
    return Change.to(withUsers(fewer)).reply(sharings + 1);
  }

  /** The items that are not done. */
  @Query
  @Allow("member")
  public List<Todo> open() {
    return todos.stream().filter(todo -> !todo.completed()).toList();
  }

  @Query
  @Allow("member")
  public List<Todo> all() {
    return todos;
  }

  boolean member(Call call) {
    requireCreated();
    return call.caller().kind() == Caller.Kind.USER && allowedUsers.contains(call.caller().name());
  }

  boolean owner(Call call) {
    requireCreated();
    return call.caller().kind() == Caller.Kind.USER && call.caller().name().equals(createdBy);
  }

  private void requireCreated() {
    if (createdBy.isEmpty()) {
      throw new Rejected("not-created", "nobody has created this list");
    }
  }

  private void requireItem(String itemId) {
    if (todos.stream().noneMatch(todo -> todo.id().equals(itemId))) {
      throw new Rejected("no-such-item", "the list has no item '" + itemId + "'");
    }
  }

  private static void requireUserName(@Nullable String user) {
    if (user == null || user.isBlank() || user.length() > 64 || !user.equals(user.strip()) || user.chars().anyMatch(Character::isISOControl)) {
      throw new Rejected("bad-user", "a user id has 1 to 64 characters, no control characters and no blanks around it");
    }
  }

  private TodoList withTodos(List<Todo> todos) {
    return new TodoList(title, createdBy, todos, allowedUsers, sharings);
  }

  private TodoList withEach(UnaryOperator<Todo> change) {
    return withTodos(todos.stream().map(change).toList());
  }

  private TodoList withUsers(Set<String> allowedUsers) {
    return new TodoList(title, createdBy, todos, allowedUsers, sharings + 1);
  }
}
