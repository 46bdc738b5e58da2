package dev.highlander.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.BadRequest;
import dev.highlander.Highlander;
import dev.highlander.ObjectId;
import dev.highlander.ObjectSpace;
import dev.highlander.internal.util.CurrentTurn;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which node the static facade means. */
class RunningSpacesTest {

  private final ObjectSpace one = ObjectRefTest.space("one");
  private final ObjectSpace two = ObjectRefTest.space("two");

  @AfterEach
  void leaveNothingRunning() {
    RunningSpaces.remove(one);
    RunningSpaces.remove(two);
  }

  @Test
  void theOnlyRunningOneIsMeant() {
    RunningSpaces.add(one);
    RunningSpaces.add(one);

    assertThat(Highlander.space()).isSameAs(one);
  }

  @Test
  void withNoneTheErrorSaysHowToStartOne() {
    RunningSpaces.add(one);
    RunningSpaces.remove(one);

    assertThatThrownBy(Highlander::space).isInstanceOf(BadRequest.class).hasMessageContaining("Highlander.node()");
  }

  @Test
  void withSeveralTheErrorNamesThemAndTheWayOut() {
    RunningSpaces.add(one);
    RunningSpaces.add(two);

    assertThatThrownBy(() -> Highlander.ref(String.class, "a"))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("2 nodes")
        .hasMessageContaining("one, two")
        .hasMessageContaining("node.ref(...)");
  }

  @Test
  void insideATurnTheExecutingNodeIsMeantAndNestedTurnsEndInOrder() {
    RunningSpaces.add(one);
    RunningSpaces.add(two);
    List<ObjectId> path = List.of(new ObjectId("a", "b"));

    try (CurrentTurn.Scope outer = new CurrentTurn(path, two).enter()) {
      assertThat(Highlander.space()).isSameAs(two);
      try (CurrentTurn.Scope inner = new CurrentTurn(path, one).enter()) {
        assertThat(Highlander.space()).isSameAs(one);
      }
      assertThat(Highlander.space()).isSameAs(two);
    }
    assertThat(CurrentTurn.here()).isNull();
  }

  @Test
  void withoutTheEmbeddedServicesRunNamesTheDependency() {
    assertThatThrownBy(Highlander::run).isInstanceOf(BadRequest.class).hasMessageContaining("highlander-local");
  }
}
