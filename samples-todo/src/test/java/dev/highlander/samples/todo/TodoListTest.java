package dev.highlander.samples.todo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TodoListTest {

  private static final Todo MILK = new Todo("", "Milk", false, Color.GREEN);

  private final CallBy alice = CallBy.user("alice");
  private final TodoList home = TodoList.uncreated().create("Home", alice);

  @Test
  void creatingMakesTheCallerOwnerAndMember() {
    assertThat(home.title()).isEqualTo("Home");
    assertThat(home.createdBy()).isEqualTo("alice");
    assertThat(home.allowedUsers()).containsExactly("alice");
    assertThat(home.owner(alice)).isTrue();
    assertThat(home.member(alice)).isTrue();
  }

  @Test
  void aListIsCreatedOnce() {
    assertRejected("already-created", () -> home.create("Again", CallBy.user("bob")));
  }

  @Test
  void theServiceOwnsNoList() {
    assertRejected("not-a-user", () -> TodoList.uncreated().create("Home", CallBy.service()));
  }

  @Test
  void theGuardsOfAnUncreatedListReject() {
    assertRejected("not-created", () -> TodoList.uncreated().member(alice));
    assertRejected("not-created", () -> TodoList.uncreated().owner(alice));
  }

  @Test
  void aStrangerIsNeitherMemberNorOwner() {
    assertThat(home.member(CallBy.user("mallory"))).isFalse();
    assertThat(home.owner(CallBy.user("mallory"))).isFalse();
  }

  @Test
  void aServiceThatIsNamedLikeTheOwnerIsNotTheOwner() {
    TodoList ofNode = TodoList.uncreated().create("Home", CallBy.user("node-1"));

    assertThat(ofNode.member(CallBy.service())).isFalse();
    assertThat(ofNode.owner(CallBy.service())).isFalse();
  }

  @Test
  void insertingRepliesWithTheItemsOwnId() {
    var change = home.insertTodo(MILK.withId("chosen"), alice);

    assertThat(change.reply()).isEqualTo("id-1");
    assertThat(change.state().all()).containsExactly(MILK.withId("id-1"));
    assertThat(home.all()).as("the earlier state").isEmpty();
  }

  @Test
  void itemsAreCompletedReopenedAndRemovedById() {
    TodoList two = home.insertTodo(MILK, alice).state().insertTodo(MILK.withTitle("Bread"), alice).state();

    TodoList done = two.setCompleted("id-1", true);

    assertThat(done.open()).extracting(Todo::title).containsExactly("Bread");
    assertThat(done.setCompleted("id-1", false)).isEqualTo(two);
    assertThat(done.clearCompleted().all()).extracting(Todo::id).containsExactly("id-2");
    assertThat(done.removeTodo("id-2").all()).extracting(Todo::id).containsExactly("id-1");
  }

  @Test
  @SuppressWarnings("NullAway") // as Jackson calls it for fields that are missing
  void whatIsLeftOutOfATodoIsBlank() {
    assertThat(new Todo(null, null, false, null)).isEqualTo(Todo.blank());
  }

  @Test
  void unknownItemsAreRejected() {
    assertRejected("no-such-item", () -> home.setCompleted("none", true));
    assertRejected("no-such-item", () -> home.removeTodo("none"));
  }

  @Test
  void sharingMakesAMemberThatIsNotAnOwner() {
    var change = home.share("bob");

    assertThat(change.reply()).isEqualTo(2);
    assertThat(change.state().member(CallBy.user("bob"))).isTrue();
    assertThat(change.state().owner(CallBy.user("bob"))).isFalse();
  }

  @Test
  void sharingAgainChangesNothingAndRepliesWithTheLastNumber() {
    TodoList shared = home.share("bob").state();

    assertThat(shared.share("bob").state()).isEqualTo(shared);
    assertThat(shared.share("bob").reply()).isEqualTo(2);
  }

  @Test
  void unsharingTakesTheListAwayAndCounts() {
    TodoList shared = home.share("bob").state();

    var change = shared.unshare("bob");

    assertThat(change.reply()).isEqualTo(3);
    assertThat(change.state().member(CallBy.user("bob"))).isFalse();
    assertThat(change.state().unshare("bob").state()).isEqualTo(change.state());
  }

  @Test
  void theOwnerStaysAMember() {
    assertRejected("owner-stays", () -> home.unshare("alice"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " bob", "bob ", "b\u0000b"})
  void namesThatNobodyCanHaveAreRejected(String user) {
    assertRejected("bad-user", () -> home.share(user));
  }

  @Test
  void userNamesHaveAtMost64Characters() {
    assertThat(home.share("b".repeat(64)).state().allowedUsers()).hasSize(2);
    assertRejected("bad-user", () -> home.share("b".repeat(65)));
  }

  @Test
  void titlesHaveOneTo200Characters() {
    assertThat(home.rename(" " + "t".repeat(200) + " ").title()).hasSize(200);
    assertRejected("bad-title", () -> home.rename("t".repeat(201)));
    assertRejected("bad-title", () -> home.rename("   "));
    assertRejected("bad-title", () -> home.insertTodo(MILK.withTitle(""), alice));
    assertRejected("bad-title", () -> TodoList.uncreated().create("", alice));
  }

  @Test
  void aListHasAtMostAThousandItems() {
    List<Todo> many = new ArrayList<>();
    for (int i = 1; i < TodoList.MAX_TODOS; i++) {
      many.add(MILK.withId("many-" + i));
    }
    TodoList oneFree = new TodoList("Home", "alice", many, Set.of("alice"), 1);

    TodoList full = oneFree.insertTodo(MILK, alice).state();

    assertThat(full.all()).hasSize(TodoList.MAX_TODOS);
    assertRejected("list-full", () -> full.insertTodo(MILK, alice));
  }

  @Test
  void aListHasAtMostAHundredMembers() {
    Set<String> many = new LinkedHashSet<>(Set.of("alice"));
    for (int i = 1; i < TodoList.MAX_USERS - 1; i++) {
      many.add("user-" + i);
    }
    TodoList oneFree = new TodoList("Home", "alice", List.of(), many, 1);

    TodoList full = oneFree.share("bob").state();

    assertThat(full.allowedUsers()).hasSize(TodoList.MAX_USERS);
    assertRejected("too-many-members", () -> full.share("carol"));
    assertThat(full.share("bob").state()).as("sharing with a member of a full list").isEqualTo(full);
  }

  private static void assertRejected(String code, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOfSatisfying(Rejected.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
