package dev.highlander.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.NodeSettings;
import dev.highlander.testkit.cluster.ClusterReport;
import dev.highlander.testkit.cluster.TestCluster;
import dev.highlander.testkit.cluster.TestClusterBuilder;
import dev.highlander.testkit.history.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three node processes (two of one name if the seed is odd), three ZooKeeper servers and an S3 server behind fault proxies, eight callers, and
 * {@linkplain Fault faults} of every kind by a seed, for as long as asked: {@code -Dfaults.seconds} and {@code -Dfaults.seed}. Afterwards nothing
 * acknowledged may be missing, nothing be applied twice, no two activations have served at once, and every object's history be linearizable.
 */
class FaultSuiteIT {

  private static final long SECONDS = Long.getLong("faults.seconds", 60);
  private static final long SEED = Long.getLong("faults.seed", 1);
  private static final int CALLERS = 8;
  private static final NodeSettings SETTINGS =
      TestClusterBuilder.TEST_SETTINGS.toBuilder().idle(Duration.ofSeconds(5)).storeDeadline(Duration.ofSeconds(4)).build();

  @Test
  @Timeout(value = 30, unit = TimeUnit.DAYS)
  void everyPromiseIsKeptWhateverGoesWrong(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws InterruptedException {
    SplittableRandom seeds = new SplittableRandom(SEED);
    TestClusterBuilder plan = TestCluster.nodes("a", "b", "c").types(Purse.class).settings(SETTINGS).zooKeeperServers(3).folder(folder).seed(SEED);
    if (SEED % 2 != 0) {
      plan.sameName("c", "b");
    }
    try (TestCluster cluster = plan.start()) {
      Attack attack = new Attack(cluster, Random.from(seeds.split()));
      Callers callers = new Callers(cluster);
      callers.start(CALLERS, seeds.split());
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (System.nanoTime() - end < 0) {
        attack.next();
        System.out.printf("seed %d: %d faults, %d calls answered, errors %s%n", SEED, attack.count(), callers.answered(), callers.errors());
      }
      callers.stop();

      for (String object : callers.objects()) {
        cluster.ref(Purse.class, object).within(Duration.ofSeconds(20)).query(Purse::look);
      }
      ClusterReport report = verify(cluster);
      System.out.printf(
          "seed %d, %d s: %d calls answered, errors %s; %d faults %s; %s; %d histories linearizable, %d not judged; %d violations%n",
          SEED, SECONDS, callers.answered(), callers.errors(), attack.count(), attack.done(), Failovers.of(cluster.activations(), cluster.history()),
          report.checked(), report.unchecked().size(), report.violations().size());
      assertThat(attack.count()).as("faults").isGreaterThanOrEqualTo((int) (SECONDS / 15));
      assertThat(callers.answered()).as("calls that were answered").isGreaterThan(SECONDS * 5);
      assertThat(report.unchecked()).as("histories that could not be judged").isEmpty();
    }
  }

  private static ClusterReport verify(TestCluster cluster) {
    try {
      return cluster.verify();
    } catch (AssertionError violations) {
      cluster.history().byObject().forEach((object, calls) -> {
        if (String.valueOf(violations.getMessage()).contains(object)) {
          explain(cluster, object, calls);
        }
      });
      throw violations;
    }
  }

  /** Everything that is known of an object whose history is wrong. */
  private static <I, O> void explain(TestCluster cluster, String object, List<Operation<I, O>> calls) {
    System.out.println(object);
    calls.forEach(call -> System.out.printf("  %d..%d %s%n", call.beganNanos(), call.endedNanos(), call));
    cluster.activations().of(object).forEach(activation -> System.out.println("  " + activation));
    cluster.writes().of(object).forEach(write -> System.out.println("  " + write));
  }
}
