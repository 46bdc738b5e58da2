package dev.highlander.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.routing.OneThreadCluster.Process;
import dev.highlander.memory.StoreFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls between processes, on one thread: protocol C6, F4, F6, L8. */
class RouterTest {

  private final OneThreadCluster cluster = new OneThreadCluster(11);

  private static Problem problem(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Failed.class);
    return ((Answer.Failed) answer).problem();
  }

  @Test
  void manyFirstCallsFromEverywhereGiveOneOwner() {
    List<Process> nodes = List.of(cluster.node("a"), cluster.node("b"), cluster.node("c"));
    List<CompletableFuture<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      calls.add(nodes.get(i % 3).add("x", 1));
    }
    cluster.time.advance(Duration.ofSeconds(5));

    assertThat(calls).allMatch(CompletableFuture::isDone);
    assertThat(calls).allMatch(call -> call.join() instanceof Answer.Done);
    assertThat(nodes.stream().filter(node -> node.host.size() > 0)).hasSize(1);
    assertThat(cluster.value(nodes.getFirst().total("x"))).isEqualTo("30");
  }

  @Test
  void objectsAreSpreadOverTheNodes() {
    List<Process> nodes = List.of(cluster.node("a"), cluster.node("b"), cluster.node("c"));
    for (int i = 0; i < 30; i++) {
      cluster.value(nodes.getFirst().add("x" + i, 1));
    }

    assertThat(nodes).allSatisfy(node -> assertThat(node.host.size()).isEqualTo(10));
  }

  @Test
  void aClientCallsAndHostsNothing() {
    Process node = cluster.node("a");
    Process client = cluster.client("c");

    assertThat(cluster.value(client.add("x", 5))).isEqualTo("5");
    assertThat(cluster.value(client.total("x"))).isEqualTo("5");
    assertThat(node.host.size()).isEqualTo(1);
  }

  @Test
  void aLostReplyIsAskedForAgainAndAppliedOnce() {
    Process a = cluster.node("a");
    Process client = cluster.client("c");
    cluster.value(client.add("x", 1));
    cluster.network.dropReplies("a", "c", 1);

    CompletableFuture<Answer> call = client.call("x", new Operation.Update("add"), "[1]", null, Duration.ofSeconds(20));
    cluster.time.advance(Duration.ofSeconds(1));
    cluster.network.sever("c", "a");

    assertThat(cluster.value(call)).isEqualTo("2");
    assertThat(cluster.value(a.total("x"))).isEqualTo("2");
  }

  @Test
  void callsGoOnAtTheHeirWhenTheOwnerIsGone() {
    Process a = cluster.node("a");
    Process b = cluster.node("b");
    cluster.value(a.add("x", 1));
    Process owner = a.host.size() == 1 ? a : b;
    Process other = owner == a ? b : a;

    cluster.network.partition(Set.of(owner.name), Set.of(other.name));
    cluster.registry.suspend(owner.incarnation());
    CompletableFuture<Answer> call = other.add("x", 1);
    cluster.time.advance(Duration.ofSeconds(1));
    cluster.registry.expire(owner.incarnation());
    cluster.network.sever(other.name, owner.name);

    assertThat(cluster.value(call)).isEqualTo("2");
    assertThat(other.host.size()).isEqualTo(1);
  }

  @Test
  void callsForAnOwnerThatIsNotThereWaitUntilItIsGivenUpAndThenGoOnAtOnce() {
    Process a = cluster.node("a");
    Process b = cluster.node("b");
    Process client = cluster.client("c");
    cluster.value(client.add("x", 1));
    Process owner = a.host.size() == 1 ? a : b;
    Process other = owner == a ? b : a;
    owner.transport.close();
    List<CompletableFuture<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(client.add("x", 1));
    }
    cluster.time.advance(Duration.ofSeconds(3));
    assertThat(calls).noneMatch(CompletableFuture::isDone);

    cluster.registry.expel(owner.incarnation());
    cluster.time.advance(Duration.ofMillis(2_199));
    assertThat(calls).as("the takeover wait").noneMatch(CompletableFuture::isDone);
    cluster.time.advance(Duration.ofMillis(3));

    assertThat(calls).as("no pause on top of the takeover wait").allMatch(call -> call.join() instanceof Answer.Done);
    assertThat(cluster.value(other.total("x"))).isEqualTo("21");
  }

  @Test
  void aCallToAnOwnerThatHangsGoesOnWhenTheOwnerIsGivenUp() {
    Process a = cluster.node("a");
    Process b = cluster.node("b");
    Process client = cluster.client("c");
    cluster.value(client.add("x", 1));
    Process owner = a.host.size() == 1 ? a : b;
    cluster.network.partition(Set.of(owner.name), Set.of("c"));
    CompletableFuture<Answer> call = client.add("x", 1);
    cluster.time.advance(Duration.ofSeconds(5));
    assertThat(call).isNotDone();

    cluster.registry.expel(owner.incarnation());
    cluster.time.advance(Duration.ofMillis(2_210));

    assertThat(call).as("long before its deadline of 30 s").isDone();
    assertThat(cluster.value(call)).isEqualTo("2");
  }

  @Test
  void aStaleLocationCostsARedirectAndNothingElse() {
    Process a = cluster.node("a");
    Process b = cluster.node("b");
    Process client = cluster.client("c");
    cluster.value(client.add("x", 1));
    Process owner = a.host.size() == 1 ? a : b;
    Process other = owner == a ? b : a;
    owner.host.leave(Duration.ofSeconds(5));
    cluster.time.advance(Duration.ofSeconds(1));
    cluster.value(other.add("x", 1));

    assertThat(cluster.value(client.add("x", 1))).isEqualTo("3");
  }

  @Test
  void withoutAnyNodeTheCallIsUnavailableAtItsDeadlineAndNotExecuted() {
    Process client = cluster.client("c");

    Problem problem = problem(cluster.answer(client.call("x", new Operation.Update("add"), "[1]", null, Duration.ofSeconds(3))));

    assertThat(problem.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(problem.message()).contains("no node");
  }

  @Test
  void anUpdateWhoseOutcomeStaysUnknownSaysSoAtTheDeadlineAndCanBeRepeatedWithItsId() {
    Process a = cluster.node("a");
    cluster.value(a.add("x", 1));
    cluster.store.faults().every(key -> new StoreFault.LoseReply()).failReads("down");

    Problem problem = problem(cluster.answer(a.call("x", new Operation.Update("add"), "[10]", null, Duration.ofSeconds(8))));
    cluster.store.faults().heal();
    RequestId request = problem.request();
    Answer repeated = cluster.answer(a.call("x", new Operation.Update("add"), "[10]", request, Duration.ofSeconds(30)));

    assertThat(problem.kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
    assertThat(repeated).isInstanceOf(Answer.Done.class);
    assertThat(cluster.value(a.total("x"))).isEqualTo("11");
  }

  @Test
  void anAnsweredUpdateIsNotOutstandingAnyMore() {
    Process a = cluster.node("a");
    for (int i = 0; i < 10; i++) {
      cluster.value(a.add("x" + i, 1));
    }

    assertThat(a.router.outstanding().objects()).isZero();
  }

  @Test
  void aCallNobodyWaitsForIsGivenUp() {
    Process client = cluster.client("c");
    CompletableFuture<Answer> call = client.add("x", 1);

    client.router.abandon(call);

    assertThat(problem(call.join()).kind()).isEqualTo(ErrorKind.OUTCOME_UNKNOWN);
    assertThat(problem(call.join()).request()).isInstanceOf(RequestId.Sequenced.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void throughPartitionsAndExpiriesNothingIsLostOrAppliedTwice(long seed) {
    OneThreadCluster world = new OneThreadCluster(seed);
    List<Process> nodes = List.of(world.node("a"), world.node("b"), world.node("c"));
    var random = new java.util.SplittableRandom(seed);
    List<CompletableFuture<Answer>> calls = new ArrayList<>();
    for (int step = 0; step < 120; step++) {
      calls.add(nodes.get(random.nextInt(3)).add("x" + random.nextInt(3), 1));
      switch (random.nextInt(10)) {
        case 0 -> world.network.partition(Set.of("a"), Set.of("b", "c"));
        case 1, 6 -> {
          world.network.heal();
          // What waited for a vanished message learns it as keep-alive would tell it.
          world.network.sever("a", "b");
          world.network.sever("a", "c");
        }
        case 2 -> expire(world, nodes.get(random.nextInt(3)));
        case 3 -> world.store.faults().next(new StoreFault.LoseReply());
        case 4 -> world.store.faults().next(new StoreFault.LoseRequest());
        case 5 -> world.store.faults().next(new StoreFault.Refuse("quota"));
        default -> { }
      }
      world.time.advance(Duration.ofMillis(random.nextInt(400)));
    }
    world.network.heal();
    world.store.faults().heal();
    world.time.advance(Duration.ofSeconds(60));

    long acknowledged = calls.stream().filter(call -> call.join() instanceof Answer.Done).count();
    long unknown =
        calls.stream().filter(call -> call.join() instanceof Answer.Failed f && f.problem().kind() == ErrorKind.OUTCOME_UNKNOWN).count();
    long stored = 0;
    for (int i = 0; i < 3; i++) {
      stored += Long.parseLong(world.value(nodes.getFirst().total("x" + i)));
    }
    assertThat(stored).as("seed %d: %d acknowledged, %d unknown", seed, acknowledged, unknown).isBetween(acknowledged, acknowledged + unknown);
    assertThat(acknowledged).as("seed %d", seed).isGreaterThan(60);
  }

  private static void expire(OneThreadCluster world, Process node) {
    if (node.keeper.current() != null) {
      world.registry.expire(node.incarnation());
    }
  }
}
