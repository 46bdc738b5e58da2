package dev.highlander.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ObjectId;
import dev.highlander.internal.ManualPlatform;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What goes wrong once, in the registry or in what it tells, does not go on for ever. */
class ZooKeeperLivenessTest {

  private static final ObjectId X = new ObjectId("tally", "x");
  private static final ZooKeeperSettings SETTINGS = ZooKeeperSettings.of("fake:1").withSessionTimeout(Duration.ofMillis(500));
  private static final Duration TAKEOVER_WAIT = Duration.ofMillis(2_200);

  private final ManualPlatform time = new ManualPlatform(3);
  private final FakeEnsemble ensemble = new FakeEnsemble(time);
  private final List<String> told = new ArrayList<>();
  private Runnable onEvent = () -> { };

  private final class Noting implements IncarnationListener {
    @Override
    public void onMembers(MembershipView view) {
      told.add(view.members().size() + " members");
      onEvent.run();
    }

    @Override
    public void onSuspended() {}

    @Override
    public void onResumed() {}

    @Override
    public void onEnded(String reason) {
      told.add("ended");
      onEvent.run();
    }
  }

  private ZooKeeperRegistry registry() {
    return registry(time.platform());
  }

  private ZooKeeperRegistry registry(Platform platform) {
    ZooKeeperRegistry registry = new ZooKeeperRegistry(SETTINGS, platform, ensemble);
    done(registry.open());
    return registry;
  }

  private Incarnation join(ZooKeeperRegistry registry, String name) {
    return done(registry.join(new Registry.Profile(name, name + ":1", "test", Member.Role.NODE, Map.of()), new Noting()));
  }

  private <T> T done(CompletableFuture<T> future) {
    time.run();
    assertThat(future).isDone();
    return future.join();
  }

  private static String node(Incarnation incarnation) {
    return "/highlander/nodes/" + incarnation.id();
  }

  @Test
  void aListenerThatThrowsIsToldOfTheNextChangeOfTheMembers() {
    Incarnation a = join(registry(), "a");
    told.clear();
    onEvent = () -> {
      throw new AssertionError("a listener that throws");
    };

    join(registry(), "b");
    assertThat(told).contains("2 members");
    told.clear();
    join(registry(), "c");

    assertThat(told).contains("3 members");
    assertThat(a.members().members()).hasSize(3);
    assertThat(done(a.refreshMembers()).members()).hasSize(3);
  }

  @Test
  void aListenerThatThrowsAtTheEndDoesNotKeepTheSessionOpen() {
    ZooKeeperRegistry registry = registry();
    Incarnation a = join(registry, "a");
    assertThat(done(a.claim(X))).isInstanceOf(ClaimResult.Granted.class);
    onEvent = () -> {
      throw new AssertionError("a listener that throws");
    };

    ensemble.remove(node(a));
    time.run();

    assertThat(told).contains("ended");
    assertThat(ensemble.sessions()).allMatch(FakeEnsemble.FakeSession::closed);
    assertThat(ensemble.children("/highlander/objects/tally/x")).isEmpty();
    join(registry, "a again");
  }

  @Test
  void whoeverStillServesIsToldBeforeAClosedRegistryGivesItsClaimsUp() {
    ZooKeeperRegistry registry = registry();
    Incarnation a = join(registry, "a");
    done(a.claim(X));
    List<Integer> claimsThen = new ArrayList<>();
    onEvent = () -> claimsThen.add(ensemble.children("/highlander/objects/tally/x").size());
    told.clear();

    registry.close();
    time.run();

    assertThat(told).containsExactly("ended");
    assertThat(claimsThen).containsExactly(1);
    assertThat(ensemble.children("/highlander/objects/tally/x")).isEmpty();
  }

  @Test
  void whoLeavesByItsOwnWillIsNotToldOfIt() {
    ZooKeeperRegistry registry = registry();
    Incarnation a = join(registry, "a");
    told.clear();

    done(a.leave());
    registry.close();
    time.run();

    assertThat(told).isEmpty();
  }

  @Test
  void aSessionThatAnswersNothingDoesNotKeepAProcessFromJoiningAgain() {
    ZooKeeperRegistry registry = registry();
    Incarnation a = join(registry, "a");
    done(a.claim(X));
    ensemble.sessions().getLast().mute = true;

    CompletableFuture<Void> left = a.leave();
    time.advance(Duration.ofSeconds(29));
    assertThat(left).isNotDone();
    time.advance(Duration.ofSeconds(2));

    assertThat(left).isCompleted();
    join(registry, "a again");
  }

  // ---- the janitor ----

  private ZooKeeperJanitor janitor(ZooKeeperRegistry registry, Platform platform, int perPass) {
    return new ZooKeeperJanitor(
        registry,
        platform,
        new ZooKeeperJanitor.Settings(Duration.ofMinutes(5), Duration.ofMinutes(10), TAKEOVER_WAIT, Duration.ofMillis(20), perPass));
  }

  private void marks(int count) {
    ensemble.put("/highlander/objects/tally", "");
    for (int i = 0; i < count; i++) {
      ensemble.put("/highlander/objects/tally/x" + i, "");
    }
  }

  private int marksLeft() {
    return ensemble.children("/highlander/objects/tally").size();
  }

  /** What a pass claims, once what is there is old enough. */
  private int pass(ZooKeeperJanitor janitor) {
    done(janitor.pass());
    time.advance(Duration.ofMinutes(11));
    CompletableFuture<Integer> claimed = janitor.pass();
    time.advance(Duration.ofMinutes(9));
    assertThat(claimed).isDone();
    return claimed.join();
  }

  @Test
  void moreMarksThanSafelyFitIntoOneReplyAreListedByAnotherSessionThanTheNodes() {
    ZooKeeperRegistry registry = registry();
    Incarnation a = join(registry, "a");
    FakeEnsemble.FakeSession nodes = ensemble.sessions().getLast();
    marks(ZooKeeperJanitor.SAFELY_LISTED + 1);

    int claimed = pass(janitor(registry, time.platform(), 20));

    assertThat(claimed).isEqualTo(20 * ZooKeeperJanitor.MAX_PARTS);
    assertThat(marksLeft()).isEqualTo(ZooKeeperJanitor.SAFELY_LISTED + 1 - claimed);
    assertThat(nodes.listed()).doesNotContain("/highlander/objects/tally");
    assertThat(ensemble.sessions()).filteredOn(session -> session != nodes).allMatch(FakeEnsemble.FakeSession::closed);
    assertThat(a.members().members()).hasSize(1);
  }

  @Test
  void asManyMarksAsSafelyFitIntoOneReplyAreListedByTheNodesSession() {
    ZooKeeperRegistry registry = registry();
    join(registry, "a");
    int before = ensemble.sessions().size();
    marks(ZooKeeperJanitor.SAFELY_LISTED);

    assertThat(pass(janitor(registry, time.platform(), 1))).isEqualTo(ZooKeeperJanitor.MAX_PARTS);
    assertThat(ensemble.sessions()).hasSize(before);
  }

  @Test
  void aListThatIsTooLongEndsThePassAndNotTheJanitor() {
    ZooKeeperRegistry registry = registry();
    join(registry, "a");
    marks(ZooKeeperJanitor.SAFELY_LISTED + 1);
    ensemble.longestList = ZooKeeperJanitor.SAFELY_LISTED;

    ZooKeeperJanitor janitor = janitor(registry, time.platform(), 10);
    assertThat(pass(janitor)).isZero();

    ensemble.longestList = Integer.MAX_VALUE;
    CompletableFuture<Integer> claimed = janitor.pass();
    time.advance(Duration.ofMinutes(1));
    assertThat(claimed).isCompletedWithValue(10 * ZooKeeperJanitor.MAX_PARTS);
  }

  @Test
  void furtherPartsAreLookedAtOnlyWhileMostAreMarks() {
    ZooKeeperRegistry registry = registry();
    Incarnation a = join(registry, "a");
    for (int i = 0; i < 90; i++) {
      done(a.claim(new ObjectId("tally", "held" + i)));
    }
    for (int i = 0; i < 10; i++) {
      ensemble.put("/highlander/objects/tally/mark" + i, "");
    }

    int claimed = pass(janitor(registry, time.platform(), 20));

    assertThat(claimed).isLessThan(10);
    assertThat(marksLeft()).isEqualTo(100 - claimed);
  }

  @Test
  void aClaimThatThrowsEndsThePassAndNotTheJanitor() {
    boolean[] broken = {false};
    Platform real = time.platform();
    Platform breakable =
        new Platform(
            real.ticker(),
            (delay, task) -> {
              if (broken[0] && delay.equals(Duration.ofMillis(20))) {
                throw new OutOfMemoryError("for a moment");
              }
              return real.scheduling().after(delay, task);
            },
            real.executor(),
            real.random());
    ZooKeeperRegistry registry = registry();
    join(registry, "a");
    marks(30);
    ZooKeeperJanitor janitor = janitor(registry, breakable, 100);
    janitor.start();
    time.advance(Duration.ofMinutes(11));
    broken[0] = true;
    time.advance(Duration.ofMinutes(11));
    assertThat(marksLeft()).isBetween(20, 29);

    broken[0] = false;
    time.advance(Duration.ofMinutes(20));
    janitor.stop();

    assertThat(marksLeft()).isZero();
  }

  // ---- sessions ----

  @Test
  void aSessionThatNoThreadCanBeStartedForIsRefused() {
    Platform real = time.platform();
    Error noThread = new OutOfMemoryError("unable to create native thread");
    Platform full =
        new Platform(
            real.ticker(),
            real.scheduling(),
            task -> {
              throw noThread;
            },
            real.random());

    CompletableFuture<ZkSession> opened = new CuratorSessions(SETTINGS, full).open(session -> Objects.requireNonNull(null));

    assertThat(opened).isCompletedExceptionally();
  }
}
