package dev.highlander.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.AccessDenied;
import dev.highlander.Caller;
import dev.highlander.Highlander;
import dev.highlander.HighlanderNode;
import dev.highlander.Ref;
import dev.highlander.local.EmbeddedZooKeeper;
import dev.highlander.samples.todo.Color;
import dev.highlander.samples.todo.Todo;
import dev.highlander.samples.todo.TodoList;
import dev.highlander.samples.todo.User;
import dev.highlander.spi.SnapshotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The main job on two nodes and whatever store they are given: one owner, both nodes reach it, updates of both are there, a stranger is refused,
 * and when the owner leaves the other one has everything.
 */
final class TwoNodesScenario {

  private final EmbeddedZooKeeper zooKeeper;
  private final SnapshotStore.Provider store;

  TwoNodesScenario(EmbeddedZooKeeper zooKeeper, SnapshotStore.Provider store) {
    this.zooKeeper = zooKeeper;
    this.store = store;
  }

  private HighlanderNode node(String name) {
    return Highlander.node()
        .name(name)
        .zookeeper(zooKeeper.connectString())
        .store(store)
        .types(Todo.class, TodoList.class, User.class)
        .start();
  }

  void run() {
    try (HighlanderNode one = node("one"); HighlanderNode two = node("two")) {
      Caller alice = Caller.user("alice");
      Ref<TodoList> here = one.ref(TodoList.class, "home").as(alice);
      Ref<TodoList> there = two.ref(TodoList.class, "home").as(alice);

      here.update(TodoList::create, "Home");
      List<CompletableFuture<String>> items = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Ref<TodoList> ref = i % 2 == 0 ? here : there;
        items.add(ref.updateAsync(TodoList::insertTodo, new Todo("", "item " + i, false, Color.BLUE)));
      }
      List<String> ids = items.stream().map(CompletableFuture::join).toList();

      assertThat(ids).doesNotHaveDuplicates();
      assertThat(here.query(TodoList::all)).hasSameElementsAs(there.query(TodoList::all)).hasSize(20);
      assertThat(one.location(here.id())).isEqualTo(two.location(here.id()));
      assertThatThrownBy(() -> two.ref(TodoList.class, "home").as(Caller.user("mallory")).query(TodoList::all)).isInstanceOf(AccessDenied.class);
      assertThat(one.ids(TodoList.class, "", null, 10)).containsExactly("home");

      one.close();
      assertThat(there.query(TodoList::all)).hasSize(20);
    }
  }
}
