package dev.highlander.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.ObjectId;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.ClaimResult.Declined;
import dev.highlander.spi.ClaimResult.Granted;
import dev.highlander.spi.ClaimResult.HeldBy;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.Member;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Renewal;
import dev.highlander.testkit.TestPlatform;
import dev.highlander.testkit.contract.RecordingListener;
import dev.highlander.testkit.zookeeper.ZooKeeperEnsemble;
import dev.highlander.testkit.zookeeper.ZooKeeperProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ensemble of three server processes that loses its leader, hangs, or loses everything. */
class ZooKeeperEnsembleFaultsIT {

  private static final ObjectId OBJECT = new ObjectId("todo", "one");

  @TempDir private Path folder;
  private final List<Registry> registries = new ArrayList<>();
  private ZooKeeperEnsemble ensemble;

  @BeforeEach
  void startServers() {
    ensemble = ZooKeeperEnsemble.start(folder, 3);
  }

  @AfterEach
  void stopServers() {
    registries.forEach(Registry::close);
    ensemble.close();
  }

  @Test
  void claimsInFlightWhileTheLeaderDiesHaveOneOwnerEach() {
    var listener = new RecordingListener();
    Incarnation a = join("a", listener);
    Incarnation b = join("b", new RecordingListener());
    assertThat(get(a.claim(OBJECT))).isInstanceOf(Granted.class);

    List<CompletableFuture<ClaimResult>> byA = claimAll(a);
    List<CompletableFuture<ClaimResult>> byB = claimAll(b);
    ensemble.leader().kill();

    for (int i = 0; i < byA.size(); i++) {
      boolean both = get(byA.get(i)) instanceof Granted && get(byB.get(i)) instanceof Granted;
      assertThat(both).as("object %d has two owners", i).isFalse();
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> get(a.renew()) instanceof Renewal.Acknowledged);
    await().atMost(Duration.ofSeconds(30)).until(() -> get(b.claim(OBJECT)) instanceof HeldBy);
    assertThat(listener.ended()).as("the session outlives the leader").isFalse();
  }

  @Test
  void aHangingMajorityStopsRenewalsAndTheSessionsLiveWhenItGoesOn() {
    var listener = new RecordingListener();
    Incarnation a = join("a", listener);
    assertThat(get(a.claim(OBJECT))).isInstanceOf(Granted.class);

    List<ZooKeeperProcess> two = ensemble.servers().subList(0, 2);
    two.forEach(ZooKeeperProcess::stop);
    CompletableFuture<Renewal> during = a.renew();
    assertThat(during).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(Renewal.Failed.class);
    two.forEach(ZooKeeperProcess::resume);

    await().atMost(Duration.ofSeconds(40)).until(() -> listener.ended() || get(a.renew()) instanceof Renewal.Acknowledged);
    if (listener.ended()) {
      assertThat(get(a.claim(OBJECT))).isInstanceOf(Declined.class);
      assertThat(get(a.renew())).isInstanceOf(Renewal.Gone.class);
    }
  }

  @Test
  void whenAllDataIsLostTheIncarnationEndsAndTheRootHasAnotherId() {
    var listener = new RecordingListener();
    var registry = new ZooKeeperRegistry(settings(), TestPlatform.real());
    registries.add(registry);
    String before = get(registry.open());
    Incarnation a = get(registry.join(profile("a"), listener));
    assertThat(get(a.claim(OBJECT))).isInstanceOf(Granted.class);

    ensemble.rebuild();

    await().atMost(Duration.ofSeconds(60)).until(listener::ended);
    assertThat(get(a.claim(OBJECT))).isInstanceOf(Declined.class);
    assertThat(get(registry.open())).isNotEqualTo(before);
    Incarnation next = get(registry.join(profile("a"), new RecordingListener()));
    assertThat(get(next.claim(OBJECT))).isInstanceOf(Granted.class);
  }

  private static List<CompletableFuture<ClaimResult>> claimAll(Incarnation member) {
    return IntStream.range(0, 500).mapToObj(i -> member.claim(new ObjectId("todo", "raced-" + i))).toList();
  }

  private Incarnation join(String name, RecordingListener listener) {
    var registry = new ZooKeeperRegistry(settings(), TestPlatform.real());
    registries.add(registry);
    get(registry.open());
    return get(registry.join(profile(name), listener));
  }

  private ZooKeeperSettings settings() {
    return ZooKeeperSettings.of(ensemble.connectString()).withSessionTimeout(Duration.ofSeconds(15));
  }

  private static Registry.Profile profile(String name) {
    return new Registry.Profile(name, "127.0.0.1:1", "test", Member.Role.NODE, Map.of());
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.copy().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
