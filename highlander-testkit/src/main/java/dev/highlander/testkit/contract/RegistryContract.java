package dev.highlander.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.highlander.ObjectId;
import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.ClaimResult.Declined;
import dev.highlander.spi.ClaimResult.Entry.AtOnce;
import dev.highlander.spi.ClaimResult.Full;
import dev.highlander.spi.ClaimResult.Granted;
import dev.highlander.spi.ClaimResult.HeldBy;
import dev.highlander.spi.Holder;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Renewal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every registry does: membership, claims and their ends (the ownership protocol's L1, L2, L4, L5, L6, C1, C2, C6, C7). */
public abstract class RegistryContract extends SuccessionCases {

  private static final int MANY = 2_000;

  @Test
  void theRootKeepsItsId() {
    String id = get(world().process().open());

    assertThat(id).hasSize(22);
    assertThat(get(world().process().open())).isEqualTo(id);
  }

  @Test
  void aMemberSeesItselfAndHowOthersComeAndGo() {
    Incarnation a = join("a");
    assertThat(a.id()).hasSize(22);
    assertThat(names(a)).containsExactly("a");

    Incarnation b = join("b");
    assertThat(names(b)).containsExactly("a", "b");
    eventually(() -> assertThat(names(a)).containsExactly("a", "b"));
    assertThat(a.members().find(b.id())).contains(b.self());

    get(b.leave());
    eventually(() -> assertThat(names(a)).containsExactly("a"));
    assertThat(listener(b).events()).isEmpty();
  }

  @Test
  void aMemberSaysWhatItIs() {
    Registry registry = world().process();
    get(registry.open());
    var profile =
        new Registry.Profile("näme-1", "127.0.0.1:7001", "1.2", Member.Role.CLIENT, Map.of("zone", "b/1", "rack", ""));

    Incarnation joined = get(registry.join(profile, new RecordingListener()));

    Member self = get(join("other").refreshMembers()).find(joined.id()).orElseThrow();
    assertThat(self)
        .isEqualTo(
            new Member(
                joined.id(), "näme-1", "127.0.0.1:7001", "1.2", Member.Role.CLIENT, false, Map.of("zone", "b/1", "rack", "")));
    assertThat(self.hosts()).isFalse();
  }

  @Test
  void aRefreshedViewIsAtLeastAsNewAsTheCall() {
    Incarnation watcher = join("watcher");

    for (int i = 0; i < 20; i++) {
      Incarnation guest = join("guest");
      assertThat(get(watcher.refreshMembers()).find(guest.id())).isPresent();
      get(guest.leave());
      assertThat(get(watcher.refreshMembers()).find(guest.id())).isEmpty();
    }
  }

  @Test
  void allSeeThatAMemberIsDraining() {
    Incarnation a = join("a");
    Incarnation b = join("b");

    get(a.draining(true));

    assertThat(a.self().draining()).isTrue();
    eventually(() -> assertThat(b.members().find(a.id()).orElseThrow().draining()).isTrue());
    assertThat(b.members().hosts()).containsExactly(b.self());
    assertThat(get(a.renew())).isInstanceOf(Renewal.Acknowledged.class);
    assertThat(get(b.refreshMembers()).find(a.id()).orElseThrow().draining()).isTrue();

    get(a.draining(false));
    eventually(() -> assertThat(b.members().hosts()).hasSize(2));
  }

  @Test
  void theFirstClaimIsGrantedAtOnce() {
    Incarnation a = join("a");

    Granted granted = granted(a, OBJECT);

    assertThat(granted.entry()).isInstanceOf(AtOnce.class);
    assertThat(granted.claim().object()).isEqualTo(OBJECT);
    assertThat(granted.claim().transaction()).isPositive();
    assertThat(granted.claim().sinceMillis()).isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis() + 60_000);
  }

  @Test
  void aSecondClaimLearnsTheHolder() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();

    Holder holder = heldBy(b, OBJECT);

    assertThat(holder).isEqualTo(new Holder(a.id(), "a", "127.0.0.1:1", claim.transaction(), claim.sinceMillis()));
    assertThat(get(b.lookup(OBJECT))).isEqualTo(new LookupResult.HeldBy(holder));
    assertThat(get(a.lookup(OBJECT))).isEqualTo(new LookupResult.HeldBy(holder));
  }

  @Test
  void nobodyOwnsWhatNobodyClaimed() {
    Incarnation a = join("a");

    assertThat(get(a.lookup(OBJECT))).isInstanceOf(LookupResult.Free.class);
    granted(a, new ObjectId("todo", "another"));
    assertThat(get(a.lookup(OBJECT))).isInstanceOf(LookupResult.Free.class);
  }

  @Test
  void manyConcurrentClaimsGiveOneOwnerEach() throws Exception {
    int racers = 6;
    int objects = 60;
    List<Incarnation> members = IntStream.range(0, racers).mapToObj(i -> join("racer-" + i)).toList();
    var start = new CyclicBarrier(racers);
    List<Future<List<ClaimResult>>> raced = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(racers)) {
      for (Incarnation member : members) {
        raced.add(
            threads.submit(
                () -> {
                  start.await();
                  List<CompletableFuture<ClaimResult>> claims =
                      IntStream.range(0, objects).mapToObj(i -> member.claim(new ObjectId("todo", "raced-" + i))).toList();
                  return claims.stream().map(RegistryContract::get).toList();
                }));
      }
    }

    for (int i = 0; i < objects; i++) {
      Set<String> owners = new HashSet<>();
      Set<String> told = new HashSet<>();
      for (int racer = 0; racer < racers; racer++) {
        switch (raced.get(racer).get().get(i)) {
          case Granted granted -> owners.add(members.get(racer).id());
          case HeldBy held -> told.add(held.holder().incarnation());
          case Declined declined -> throw new AssertionError(declined.reason());
          case Full full -> throw new AssertionError(full.reason());
        }
      }
      assertThat(owners).as("owners of object %d", i).hasSize(1);
      // A loser may be told of another loser that had not withdrawn yet and was first when the list was made: then it is no owner now.
      LookupResult now = get(members.getFirst().lookup(new ObjectId("todo", "raced-" + i)));
      assertThat(now).isInstanceOfSatisfying(LookupResult.HeldBy.class, held -> assertThat(owners).contains(held.holder().incarnation()));
      assertThat(told).isEqualTo(owners);
    }
  }

  @Test
  void afterACleanReleaseTheNextOwnerMayLoadAtOnce() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim first = granted(a, OBJECT).claim();

    get(a.release(first, true));

    assertThat(get(b.lookup(OBJECT))).isInstanceOf(LookupResult.Free.class);
    assertThat(granted(b, OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void afterAnUncleanReleaseTheNextOwnerWaits() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    get(a.release(granted(a, OBJECT).claim(), false));

    assertWaits(b, OBJECT);
  }

  @Test
  void evenTheSameMemberWaitsAfterItsOwnUncleanRelease() {
    Incarnation a = join("a");
    get(a.release(granted(a, OBJECT).claim(), false));

    assertWaits(a, OBJECT);
  }

  @Test
  void aCleanReleaseAfterTheWaitClearsTheMark() {
    Incarnation a = join("a");
    get(a.release(granted(a, OBJECT).claim(), false));
    Claim second = granted(a, OBJECT).claim();

    get(a.release(second, true));

    assertThat(granted(a, OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void afterTheEndOfTheOwnersSessionTheNextOwnerWaits() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    granted(a, OBJECT);

    long departed = System.nanoTime();
    world().expire(a.id());

    eventually(() -> assertThat(get(b.lookup(OBJECT))).isInstanceOf(LookupResult.Free.class));
    assertWaits(b, OBJECT, departed);
    eventually(() -> assertThat(listener(a).events()).contains("ended"));
    assertThat(names(b)).containsExactly("b");
  }

  @Test
  void afterItsEndAnIncarnationDoesNothingMore() throws Exception {
    Registry process = world().process();
    get(process.open());
    var told = new RecordingListener();
    Incarnation old = get(process.join(profile("a"), told));
    Claim claim = granted(old, OBJECT).claim();
    Incarnation b = join("b");

    long departed = System.nanoTime();
    world().expire(old.id());
    eventually(() -> assertThat(told.ended()).isTrue());

    assertThat(get(old.claim(OBJECT))).isInstanceOf(Declined.class);
    assertThat(get(old.claim(new ObjectId("todo", "another")))).isInstanceOf(Declined.class);
    assertThat(get(old.lookup(OBJECT))).isInstanceOf(LookupResult.Failed.class);
    assertThat(get(old.renew())).isInstanceOf(Renewal.Gone.class);
    assertThat(old.refreshMembers()).failsWithin(Duration.ofSeconds(10));
    get(old.release(claim, true));
    get(old.leave());
    assertWaits(b, OBJECT, departed);
    assertThat(told.events().stream().filter("ended"::equals)).hasSize(1);

    Incarnation next = get(process.join(profile("a"), new RecordingListener()));
    assertThat(next.id()).isNotEqualTo(old.id());
    assertThat(heldBy(next, OBJECT).incarnation()).isEqualTo(b.id());
    get(old.release(claim, true));
    assertThat(heldBy(next, OBJECT).incarnation()).isEqualTo(b.id());
  }

  @Test
  void aProcessHasOneIncarnationAtATime() {
    Registry process = world().process();
    get(process.open());
    Incarnation first = get(process.join(profile("a"), new RecordingListener()));

    assertThatThrownBy(() -> get(process.join(profile("a"), new RecordingListener()))).hasRootCauseInstanceOf(IllegalStateException.class);

    get(first.leave());
    assertThat(get(process.join(profile("a"), new RecordingListener())).id()).isNotEqualTo(first.id());
  }

  @Test
  void transactionsRiseWithEveryClaimOfAnObject() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    long last = 0;

    for (int i = 0; i < 12; i++) {
      Incarnation member = i % 2 == 0 ? a : b;
      Claim claim = granted(member, OBJECT).claim();
      assertThat(claim.transaction()).isGreaterThan(last);
      last = claim.transaction();
      get(member.release(claim, i % 3 != 0));
    }
  }

  @Test
  void aClaimIsReleasedOnce() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    get(a.release(claim, true));
    granted(b, OBJECT);

    get(a.release(claim, true));
    get(a.release(claim, false));

    assertThat(heldBy(a, OBJECT).incarnation()).isEqualTo(b.id());
  }

  @Test
  void idsThatLookAlikeAreDifferentObjects() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    List<String> ids =
        List.of(
            ".", "..", "...", "/", "//", "../..", "a/b", "a", "A", "a.", ".a", "a..b", "a b", " ", "=", "=2E", "%2F", "~", "\\", "*", "ä",
            "a\u0308", "\u00e4x", "😀", "zookeeper", "null", "x".repeat(256), "/".repeat(256), "é".repeat(128));

    Set<Long> transactions = new HashSet<>();
    for (String id : ids) {
      Granted granted = granted(a, new ObjectId("todo", id));
      assertThat(granted.entry()).as(id).isInstanceOf(AtOnce.class);
      transactions.add(granted.claim().transaction());
    }
    assertThat(transactions).hasSameSizeAs(ids);

    for (String id : ids) {
      assertThat(heldBy(b, new ObjectId("todo", id)).incarnation()).as(id).isEqualTo(a.id());
    }
  }

  @Test
  void oneIdInTwoTypesIsTwoObjects() {
    Incarnation a = join("a");
    Incarnation b = join("b");

    assertThat(granted(a, new ObjectId("todo", "x")).entry()).isInstanceOf(AtOnce.class);
    assertThat(granted(b, new ObjectId("list", "x")).entry()).isInstanceOf(AtOnce.class);
    assertThat(heldBy(a, new ObjectId("list", "x")).node()).isEqualTo("b");
  }

  @Test
  void withoutAConnectionNothingNewIsClaimedAndWithItAllGoesOn() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();

    world().suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).containsExactly("suspended"));
    assertThat(get(a.claim(new ObjectId("todo", "two")))).isInstanceOf(Declined.class);
    assertThat(get(a.lookup(OBJECT))).isInstanceOf(LookupResult.Failed.class);
    assertThat(a.refreshMembers()).failsWithin(Duration.ofSeconds(30));

    world().resume(a.id());
    eventually(() -> assertThat(listener(a).events()).containsExactly("suspended", "resumed"));
    assertThat(get(a.renew())).isInstanceOf(Renewal.Acknowledged.class);
    assertThat(heldBy(b, OBJECT).incarnation()).isEqualTo(a.id());
    assertThat(granted(a, new ObjectId("todo", "two")).entry()).isInstanceOf(AtOnce.class);
    get(a.release(claim, true));
    assertThat(granted(b, OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void whatAMemberMissedWithoutAConnectionItLearnsWithIt() throws Exception {
    Incarnation a = join("a");
    world().suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).containsExactly("suspended"));
    Incarnation b = join("b");

    world().resume(a.id());

    eventually(() -> assertThat(listener(a).view().find(b.id())).isPresent());
  }

  @Test
  void aReleaseWithoutAConnectionIsDoneWithIt() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    world().suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).containsExactly("suspended"));

    CompletableFuture<Void> released = a.release(claim, true);
    assertThat(heldBy(b, OBJECT).incarnation()).isEqualTo(a.id());
    world().resume(a.id());
    get(released);

    assertThat(granted(b, OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void thousandsOfClaimsAreReleasedClean() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    List<Claim> claims = claimMany(a);

    List<CompletableFuture<Void>> released = claims.stream().map(claim -> a.release(claim, true)).toList();
    released.forEach(RegistryContract::get);

    assertThat(granted(b, many(0)).entry()).isInstanceOf(AtOnce.class);
    assertThat(granted(b, many(MANY - 1)).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void leavingGivesUpThousandsOfClaimsInSeconds() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    claimMany(a);

    long departed = System.nanoTime();
    await().atMost(Duration.ofSeconds(20)).until(() -> a.leave().isDone());

    assertThat(get(b.refreshMembers()).find(a.id())).isEmpty();
    assertWaits(b, many(0), departed);
    assertWaits(b, many(MANY - 1), departed);
    assertThat(get(a.claim(OBJECT))).isInstanceOf(Declined.class);
    assertThat(listener(a).events()).isEmpty();
  }

  private static List<Claim> claimMany(Incarnation member) {
    List<CompletableFuture<ClaimResult>> results = IntStream.range(0, MANY).mapToObj(i -> member.claim(many(i))).toList();
    return results.stream().map(result -> ((Granted) get(result)).claim()).toList();
  }
}
