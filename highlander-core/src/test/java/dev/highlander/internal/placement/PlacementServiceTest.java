package dev.highlander.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.BadRequest;
import dev.highlander.ObjectId;
import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.memory.MemoryCluster;
import dev.highlander.memory.MemoryRegistry;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.PlacementStrategy;
import dev.highlander.spi.Registry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PlacementServiceTest {

  private static final ObjectId X = new ObjectId("account", "x");

  private final ManualPlatform time = new ManualPlatform(7);
  private final MemoryCluster cluster = new MemoryCluster(time.platform());

  private static final class Deaf implements IncarnationListener {
    @Override
    public void onMembers(MembershipView view) {}

    @Override
    public void onSuspended() {}

    @Override
    public void onResumed() {}

    @Override
    public void onEnded(String reason) {}
  }

  private Incarnation join(String name, Member.Role role) {
    return join(name, role, Map.of());
  }

  private Incarnation join(String name, Member.Role role, Map<String, String> labels) {
    Registry registry = new MemoryRegistry(cluster, time.platform());
    registry.open().join();
    String address = role == Member.Role.NODE ? name + ":1" : "";
    Incarnation joined = registry.join(new Registry.Profile(name, address, "test", role, labels), new Deaf()).join();
    time.run();
    return joined;
  }

  private static PlacementService service(String strategy, PlacementStrategy... own) {
    return new PlacementService(List.of(own), strategy, new TypeRegistry(List.of()), new SplittableRandom(1));
  }

  private Map<String, Integer> placed(PlacementService service, Incarnation self, int times) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < times; i++) {
      if (service.place(X, self) instanceof Placement.On on) {
        counts.merge(on.node().name(), 1, Integer::sum);
      }
    }
    return counts;
  }

  @Test
  void nextTakesEachNodeInTurn() {
    Incarnation a = join("a", Member.Role.NODE);
    join("b", Member.Role.NODE);
    join("c", Member.Role.NODE);

    assertThat(placed(service("next"), a, 300)).isEqualTo(Map.of("a", 100, "b", 100, "c", 100));
  }

  @Test
  void localFirstTakesTheCallerIfItHostsAndOthersInTurnIfNot() {
    Incarnation a = join("a", Member.Role.NODE);
    join("b", Member.Role.NODE);
    Incarnation client = join("client", Member.Role.CLIENT);

    assertThat(placed(service("local-first"), a, 10)).isEqualTo(Map.of("a", 10));
    assertThat(placed(service("local-first"), client, 10)).isEqualTo(Map.of("a", 5, "b", 5));
  }

  @Test
  void randomTakesEveryNodeSooner() {
    Incarnation a = join("a", Member.Role.NODE);
    join("b", Member.Role.NODE);
    join("c", Member.Role.NODE);

    assertThat(placed(service("random"), a, 300).values()).hasSize(3).allMatch(count -> count > 60 && count < 140);
  }

  @Test
  void aDrainingNodeAndAClientGetNothing() {
    Incarnation a = join("a", Member.Role.NODE);
    Incarnation b = join("b", Member.Role.NODE);
    join("client", Member.Role.CLIENT);
    b.draining(true).join();
    time.run();

    assertThat(placed(service("next"), a, 10)).isEqualTo(Map.of("a", 10));
  }

  @Test
  void aTypeGoesToTheNodesThatKnowIt() {
    Incarnation a = join("a", Member.Role.NODE, Map.of(Member.TYPES_LABEL, "other,accounts"));
    join("b", Member.Role.NODE, Map.of(Member.TYPES_LABEL, "other,account"));
    join("c", Member.Role.NODE);

    assertThat(placed(service("next"), a, 10)).isEqualTo(Map.of("b", 5, "c", 5));
  }

  @Test
  void withoutANodeThereIsNoPlace() {
    Incarnation client = join("client", Member.Role.CLIENT);

    assertThat(service("next").place(X, client)).isEqualTo(new Placement.Nowhere("no node of the cluster takes objects of type 'account'"));
  }

  @Test
  void aStrategyOfOnesOwnIsUsedByItsName() {
    Incarnation a = join("a", Member.Role.NODE);
    join("b", Member.Role.NODE);
    PlacementStrategy last = strategy("last", context -> context.candidates().getLast());

    assertThat(placed(service("last", last), a, 4)).isEqualTo(Map.of("b", 4));
  }

  @Test
  void aStrategyThatThrowsHasChosenNobodyUntilItChooses() {
    Incarnation a = join("a", Member.Role.NODE);
    boolean[] broken = {true};
    PlacementStrategy moody =
        strategy("moody", context -> {
          if (broken[0]) {
            throw new StackOverflowError("too deep");
          }
          return context.candidates().getFirst();
        });
    PlacementService service = service("moody", moody);

    assertThat(service.place(X, a))
        .isEqualTo(new Placement.Nowhere("the placement 'moody' failed: it threw java.lang.StackOverflowError: too deep"));
    broken[0] = false;
    assertThat(placed(service, a, 2)).isEqualTo(Map.of("a", 2));
  }

  @Test
  void aStrategyThatChoosesNoCandidateHasChosenNobody() {
    Incarnation a = join("a", Member.Role.NODE);
    Incarnation client = join("client", Member.Role.CLIENT);

    assertThat(service("nobody", strategy("nobody", context -> null)).place(X, a)).isInstanceOf(Placement.Nowhere.class);
    assertThat(service("alien", strategy("alien", context -> client.self())).place(X, a))
        .isInstanceOfSatisfying(Placement.Nowhere.class, nowhere -> assertThat(nowhere.reason()).contains("no candidate"));
    assertThat(service("alien", strategy("alien", context -> client.self())).heir(X, client, member -> true)).isEmpty();
  }

  private static PlacementStrategy strategy(String name, Function<PlacementStrategy.Context, Member> choice) {
    return new PlacementStrategy() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Member choose(ObjectId object, Context context) {
        return choice.apply(context);
      }
    };
  }

  @Test
  void anUnknownStrategyIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> service("nearest")).isInstanceOf(BadRequest.class).hasMessageContaining("nearest").hasMessageContaining("local-first");
  }
}
