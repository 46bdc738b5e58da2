package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.highlander.AccessDenied;
import dev.highlander.Caller;
import dev.highlander.HighlanderNode;
import dev.highlander.NodeSettings;
import dev.highlander.samples.todo.Color;
import dev.highlander.samples.todo.Todo;
import dev.highlander.samples.todo.TodoList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases that the talk about the prototype of 2017 showed, by their names there, on two nodes. */
class PrototypeCasesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static LocalNodes nodes;
  private static HighlanderNode a;
  private static HighlanderNode b;

  @BeforeAll
  static void start(@TempDir Path folder) {
    nodes = new LocalNodes(folder);
    a = nodes.start("a", NodeSettings.defaults().toBuilder().idle(Duration.ofSeconds(1)), more -> more);
    b = nodes.start("b", NodeSettings.defaults().toBuilder().idle(Duration.ofSeconds(1)), more -> more);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @AfterEach
  void stopWatching() {
    Ledger.watchSlowHandlers(entry -> {});
  }

  @Test
  void todoGetGivesTheDefaults() {
    Todo todo = a.ref(Todo.class, UUID.randomUUID().toString()).get();

    assertThat(todo.completed()).isFalse();
    assertThat(todo.title()).isEmpty();
    assertThat(todo.color()).isEqualTo(Color.BLUE);
  }

  @Test
  void todoPutThenAnyAmountOfTimeLaterTodoGetReturnsIt() {
    String id = UUID.randomUUID().toString();
    Todo todo = a.ref(Todo.class, id).get();
    a.ref(Todo.class, id).put(todo.withTitle("Hello"));

    await("teardown after inactivity").atMost(PATIENCE).until(() -> nodes.activations().live("todo/" + id).isEmpty());

    assertThat(b.ref(Todo.class, id).get()).isEqualTo(todo.withTitle("Hello"));
    assertThat(nodes.activations().of("todo/" + id)).extracting(service -> service.process()).containsExactly("a", "b");
  }

  @Test
  void handleUpdateInsertTodoOnlyForAllowedUsers() {
    var alice = a.ref(TodoList.class, "shared").as(Caller.user("alice"));
    var bob = b.ref(TodoList.class, "shared").as(Caller.user("bob"));
    Todo milk = new Todo("", "Milk", false, Color.BLUE);
    alice.update(TodoList::create, "Shopping");

    assertThatThrownBy(() -> bob.update(TodoList::insertTodo, milk)).isInstanceOf(AccessDenied.class);
    assertThat(alice.query(TodoList::open)).isEmpty();
    alice.update(TodoList::share, "bob");
    String item = bob.update(TodoList::insertTodo, milk);

    assertThat(alice.query(TodoList::open)).containsExactly(milk.withId(item));
  }

  @Test
  void oneListsActivityDoesNotSlowDownAnother() {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Ledger.watchSlowHandlers(entry -> {
      begun.countDown();
      awaitOpen(goOn);
    });
    var busy = a.ref(Ledger.class, "busy").within(PATIENCE);
    var other = a.ref(Ledger.class, "other");
    other.update(Ledger::add, "active");

    CompletableFuture<Integer> slow = busy.updateAsync(Ledger::addSlowly, "slow", 0);
    awaitOpen(begun);
    for (int i = 0; i < 20; i++) {
      other.update(Ledger::add, "quick " + i);
      assertThat(b.ref(Ledger.class, "other").query(Ledger::size)).isEqualTo(i + 2);
      assertThat(busy.query(Ledger::size)).as("reads don't wait behind the slow update either").isZero();
    }

    assertThat(slow).as("the slow update").isNotDone();
    assertThat(nodes.activations().live("ledger/other")).isEqualTo(nodes.activations().live("ledger/busy")).containsExactly("a");
    goOn.countDown();
    assertThat(slow.join()).isEqualTo(1);
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void cannotCreateTwoServersForTheSameIdOnTwoDifferentNodes() {
    for (int i = 0; i < 20; i++) {
      String id = "same-" + i;
      CompletableFuture<Integer> atA = a.ref(Ledger.class, id).updateAsync(Ledger::add, "a");
      CompletableFuture<Integer> atB = b.ref(Ledger.class, id).updateAsync(Ledger::add, "b");

      assertThat(atA.join() + atB.join()).as("positions 1 and 2 of " + id).isEqualTo(3);
      assertThat(nodes.activations().of("ledger/" + id)).hasSize(1);
      assertThat(a.ref(Ledger.class, id).read()).isEqualTo(b.ref(Ledger.class, id).read());
      assertThat(a.ref(Ledger.class, id).location()).isEqualTo(b.ref(Ledger.class, id).location()).isPresent();
    }
  }
}
