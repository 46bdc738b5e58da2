package dev.highlander.benchmarks.cases;

import dev.highlander.ObjectId;
import dev.highlander.benchmarks.Benchmark;
import dev.highlander.benchmarks.Figure;
import dev.highlander.benchmarks.Goal;
import dev.highlander.benchmarks.Pairs;
import dev.highlander.benchmarks.Run;
import dev.highlander.benchmarks.load.Pipeline;
import dev.highlander.benchmarks.process.ZooKeeperProcess;
import dev.highlander.benchmarks.raw.RawClaims;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.Member;
import dev.highlander.spi.Registry;
import dev.highlander.zookeeper.ZooKeeperRegistry;
import dev.highlander.zookeeper.ZooKeeperSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Claims of objects that nobody holds, in a registry without heartbeats, beside the bare client's multi of the same operations. */
public final class Claims implements Benchmark {

  private static final int ONE_BY_ONE = 2_000;
  private static final int PIPELINED = 10_000;
  private static final int UNDER_WAY = 512;

  /** Whatever else a session sends meanwhile: a ping every two seconds, and the question for the counters. */
  private static final double OTHER_REQUESTS = 0.01;

  @Override
  public String name() {
    return "claims";
  }

  @Override
  public String question() {
    return "uncontended claims in ZooKeeper: requests for each, and how many per second";
  }

  @Override
  public void run(Run run) throws Exception {
    try (ZooKeeperProcess server = ZooKeeperProcess.start();
        SystemPlatform platform = new SystemPlatform("claimant");
        Registry registry = new ZooKeeperRegistry(ZooKeeperSettings.of(server.connectString()), platform.platform());
        RawClaims raw = new RawClaims(server.connectString(), "/raw")) {
      registry.open().get();
      Registry.Profile profile = new Registry.Profile("claimant", "127.0.0.1:1", "0", Member.Role.NODE, Map.of());
      Incarnation incarnation = registry.join(profile, new Deaf()).get();
      requests(run, server, incarnation);
      rates(run, "claims, 1 under way", run.plan().size(ONE_BY_ONE), 1, incarnation, raw);
      rates(run, "claims, pipelined", run.plan().size(PIPELINED), UNDER_WAY, incarnation, raw);
    }
  }

  private static void requests(Run run, ZooKeeperProcess server, Incarnation incarnation) throws IOException, InterruptedException {
    int claims = run.plan().size(PIPELINED);
    release(incarnation, claim(incarnation, 1, 1).claims()); // makes the node of the type
    long before = server.received();
    Claimed claimed = claim(incarnation, claims, UNDER_WAY);
    double each = (server.received() - before) / (double) claims;
    release(incarnation, claimed.claims());
    run.figure(Figure.of("requests for each claim", "requests", each, new Goal.AtMost(1 + OTHER_REQUESTS)));
  }

  private static void rates(Run run, String name, int claims, int underWay, Incarnation incarnation, RawClaims raw) throws Exception {
    release(incarnation, claim(incarnation, claims, underWay).claims());
    release(raw, claim(raw, claims, underWay).claims());
    Pairs pairs = Pairs.of(
        run,
        name,
        () -> {
          RawClaimed claimed = claim(raw, claims, underWay);
          release(raw, claimed.claims());
          return claimed.perSecond();
        },
        () -> {
          Claimed claimed = claim(incarnation, claims, underWay);
          release(incarnation, claimed.claims());
          return claimed.perSecond();
        });
    run.figure(Figure.of(name, "1/s", pairs, "raw multi", Goal.NONE));
  }

  private record Claimed(double perSecond, List<Claim> claims) {}

  private static Claimed claim(Incarnation incarnation, int claims, int underWay) throws InterruptedException {
    Claim[] made = new Claim[claims];
    double perSecond = Pipeline.run(claims, underWay, i ->
        incarnation.claim(new ObjectId("counter", "claim-" + i)).thenAccept(result -> made[i] = granted(result)));
    return new Claimed(perSecond, List.of(made));
  }

  private static Claim granted(ClaimResult result) {
    if (result instanceof ClaimResult.Granted granted && granted.entry() instanceof ClaimResult.Entry.AtOnce) {
      return granted.claim();
    }
    throw new IllegalStateException("the claim was not granted at once: " + result);
  }

  private static void release(Incarnation incarnation, List<Claim> claims) throws InterruptedException {
    Pipeline.run(claims.size(), UNDER_WAY, i -> incarnation.release(claims.get(i), true));
  }

  private record RawClaimed(double perSecond, List<String> claims) {}

  private static RawClaimed claim(RawClaims raw, int claims, int underWay) throws InterruptedException {
    List<CompletableFuture<String>> made = IntStream.range(0, claims).mapToObj(i -> new CompletableFuture<String>()).toList();
    double perSecond = Pipeline.run(claims, underWay, i -> raw.claim("claim-" + i).thenAccept(made.get(i)::complete));
    return new RawClaimed(perSecond, made.stream().map(CompletableFuture::join).toList());
  }

  private static void release(RawClaims raw, List<String> claims) throws InterruptedException {
    Pipeline.run(claims.size(), UNDER_WAY, i -> raw.release(claims.get(i)));
  }
}
