package dev.highlander.testkit.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.highlander.ObjectId;
import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.ClaimResult.Declined;
import dev.highlander.spi.ClaimResult.Entry.AfterTakeoverWait;
import dev.highlander.spi.ClaimResult.Entry.AtOnce;
import dev.highlander.spi.ClaimResult.Granted;
import dev.highlander.spi.ClaimResult.HeldBy;
import dev.highlander.spi.Expulsion;
import dev.highlander.spi.Holder;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Renewal;
import dev.highlander.spi.Succession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every registry does: membership, claims and their ends (the ownership protocol's L1, L2, L4, L5, L6, C1, C2, C6, C7). */
public abstract class RegistryContract {

  private static final ObjectId OBJECT = new ObjectId("todo", "one");
  private static final int MANY = 2_000;

  private final Map<String, RecordingListener> listeners = new HashMap<>();
  private RegistryWorld world;

  /** A fresh registry. */
  protected abstract RegistryWorld open() throws Exception;

  @BeforeEach
  void openWorld() throws Exception {
    world = open();
  }

  @AfterEach
  void closeWorld() {
    world.close();
  }

  @Test
  void theRootKeepsItsId() {
    String id = get(world.process().open());

    assertThat(id).hasSize(22);
    assertThat(get(world.process().open())).isEqualTo(id);
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
    Registry registry = world.process();
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

    world.expire(a.id());

    eventually(() -> assertThat(get(b.lookup(OBJECT))).isInstanceOf(LookupResult.Free.class));
    assertWaits(b, OBJECT);
    eventually(() -> assertThat(listener(a).events()).contains("ended"));
    assertThat(names(b)).containsExactly("b");
  }

  @Test
  void afterItsEndAnIncarnationDoesNothingMore() throws Exception {
    Registry process = world.process();
    get(process.open());
    var told = new RecordingListener();
    Incarnation old = get(process.join(profile("a"), told));
    Claim claim = granted(old, OBJECT).claim();
    Incarnation b = join("b");

    world.expire(old.id());
    eventually(() -> assertThat(told.ended()).isTrue());

    assertThat(get(old.claim(OBJECT))).isInstanceOf(Declined.class);
    assertThat(get(old.claim(new ObjectId("todo", "another")))).isInstanceOf(Declined.class);
    assertThat(get(old.lookup(OBJECT))).isInstanceOf(LookupResult.Failed.class);
    assertThat(get(old.renew())).isInstanceOf(Renewal.Gone.class);
    assertThat(old.refreshMembers()).failsWithin(Duration.ofSeconds(10));
    get(old.release(claim, true));
    get(old.leave());
    assertWaits(b, OBJECT);
    assertThat(told.events().stream().filter("ended"::equals)).hasSize(1);

    Incarnation next = get(process.join(profile("a"), new RecordingListener()));
    assertThat(next.id()).isNotEqualTo(old.id());
    assertThat(heldBy(next, OBJECT).incarnation()).isEqualTo(b.id());
    get(old.release(claim, true));
    assertThat(heldBy(next, OBJECT).incarnation()).isEqualTo(b.id());
  }

  @Test
  void aProcessHasOneIncarnationAtATime() {
    Registry process = world.process();
    get(process.open());
    Incarnation first = get(process.join(profile("a"), new RecordingListener()));

    assertThatThrownBy(() -> get(process.join(profile("a"), new RecordingListener()))).hasRootCauseInstanceOf(IllegalStateException.class);

    get(first.leave());
    assertThat(get(process.join(profile("a"), new RecordingListener())).id()).isNotEqualTo(first.id());
  }

  @Test
  void anExpelledMemberCantRenewAndItsClaimsAreVoid() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    assertThat(get(a.renew())).isInstanceOf(Renewal.Acknowledged.class);

    world.expel(a.id());

    assertThat(get(a.renew())).isInstanceOf(Renewal.Gone.class);
    assertWaits(b, OBJECT);
    eventually(() -> assertThat(listener(a).ended()).isTrue());
    get(a.release(claim, true));
    assertThat(get(b.lookup(OBJECT))).isInstanceOfSatisfying(LookupResult.HeldBy.class, held -> assertThat(held.holder().node()).isEqualTo("b"));
  }

  @Test
  void whoeverIsExpelledByItsPeersLosesItsPlaceAndItsClaims() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Claim claim = granted(a, OBJECT).claim();

    assertThat(get(b.expel(order(a, Duration.ZERO, b, c)))).isInstanceOf(Expulsion.Done.class);

    assertThat(get(a.renew())).isInstanceOf(Renewal.Gone.class);
    eventually(() -> assertThat(listener(a).ended()).isTrue());
    assertWaits(c, OBJECT);
    get(a.release(claim, true));
    assertThat(heldBy(b, OBJECT).incarnation()).isEqualTo(c.id());
    eventually(() -> assertThat(names(b)).containsExactly("b", "c"));
  }

  @Test
  void whoeverIsGoneCantBeExpelled() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    world.expel(a.id());

    assertThat(get(b.expel(order(a, Duration.ZERO, b)))).isInstanceOf(Expulsion.Gone.class);
  }

  @Test
  void anAccuserThatIsNoMemberExpelsNobody() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    world.expel(c.id());

    assertThat(get(b.expel(order(a, Duration.ZERO, b, c)))).isInstanceOf(Expulsion.Refused.class);
    assertThat(get(c.expel(order(a, Duration.ZERO, c, b)))).isInstanceOf(Expulsion.Refused.class);

    assertThat(get(a.renew())).isInstanceOf(Renewal.Acknowledged.class);
    eventually(() -> assertThat(listener(c).ended()).isTrue());
  }

  @Test
  void ofTwoThatAccuseEachOtherOneStays() {
    for (int round = 0; round < 10; round++) {
      Incarnation a = join("a");
      Incarnation b = join("b");

      // Places enough: those of the rounds before are given back a little later.
      CompletableFuture<Expulsion> byA = a.expel(new Expulsion.Order(b.id(), Set.of(a.id()), 100, Duration.ZERO));
      CompletableFuture<Expulsion> byB = b.expel(new Expulsion.Order(a.id(), Set.of(b.id()), 100, Duration.ZERO));

      assertThat(List.of(get(byA), get(byB))).as("round %d", round).filteredOn(Expulsion.Done.class::isInstance).hasSize(1);
      Incarnation left = get(byA) instanceof Expulsion.Done ? a : b;
      assertThat(get(left.renew())).isInstanceOf(Renewal.Acknowledged.class);
      get(left.leave());
    }
  }

  @Test
  void onlySoManyAreExpelledAtATimeWhoeverExpelsThem() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Incarnation d = join("d");

    assertThat(get(a.expel(order(c, Duration.ofSeconds(2), a, b)))).isInstanceOf(Expulsion.Done.class);
    assertThat(get(b.expel(order(d, Duration.ofSeconds(2), a, b)))).isInstanceOf(Expulsion.Refused.class);
    assertThat(get(d.renew())).isInstanceOf(Renewal.Acknowledged.class);

    eventually(() -> assertThat(get(b.expel(order(d, Duration.ZERO, a, b)))).isInstanceOf(Expulsion.Done.class));
    assertThat(get(d.renew())).isInstanceOf(Renewal.Gone.class);
  }

  @Test
  void withTwoPlacesTwoAreExpelledAtATime() {
    Incarnation a = join("a");
    List<Incarnation> victims = IntStream.range(0, 3).mapToObj(i -> join("victim-" + i)).toList();

    List<Expulsion> results =
        victims.stream().map(victim -> get(a.expel(new Expulsion.Order(victim.id(), Set.of(a.id()), 2, Duration.ofMinutes(1))))).toList();

    assertThat(results.subList(0, 2)).allSatisfy(result -> assertThat(result).isInstanceOf(Expulsion.Done.class));
    assertThat(results.get(2)).isInstanceOfSatisfying(Expulsion.Refused.class, refused -> assertThat(refused.reason()).contains("limit"));
  }

  private static Expulsion.Order order(Incarnation victim, Duration held, Incarnation... accusers) {
    return new Expulsion.Order(victim.id(), Arrays.stream(accusers).map(Incarnation::id).collect(Collectors.toSet()), 1, held);
  }

  @Test
  void anExpelledOwnerThatWakesDoesNotClearTheMark() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();

    world.suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).contains("suspended"));
    world.expel(a.id());
    CompletableFuture<Void> released = a.release(claim, true);
    world.resume(a.id());
    get(released);
    eventually(() -> assertThat(listener(a).ended()).isTrue());

    assertWaits(b, OBJECT);
  }

  @Test
  void anExpelledOwnerThatWakesDoesNotTouchTheClaimOfItsHeir() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Claim claim = granted(a, OBJECT).claim();

    world.suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).contains("suspended"));
    world.expel(a.id());
    eventually(() -> assertThat(b.members().find(a.id())).isEmpty());
    assertWaits(b, OBJECT);
    CompletableFuture<Void> released = a.release(claim, true);
    world.resume(a.id());
    get(released);

    assertThat(heldBy(c, OBJECT).incarnation()).isEqualTo(b.id());
  }

  @Test
  void aCleanReleaseTakesTheVoidClaimsOfTheExpelledWithIt() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    granted(a, OBJECT);
    world.suspend(a.id());
    world.expel(a.id());
    eventually(() -> assertThat(b.members().find(a.id())).isEmpty());
    Claim heir = granted(b, OBJECT).claim();

    get(b.release(heir, true));

    assertThat(granted(join("c"), OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void anHeirWaitsBehindTheOwnerAndLoadsAtOnceAfterItsCleanRelease() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();

    Succession heir = queued(b, a);
    assertThat(heir.result()).isNotDone();
    assertThat(get(b.lookup(OBJECT))).isInstanceOfSatisfying(LookupResult.HeldBy.class, held -> assertThat(held.holder().node()).isEqualTo("a"));
    get(a.release(claim, true));

    Granted granted = granted(heir);
    assertThat(granted.entry()).isInstanceOf(AtOnce.class);
    assertThat(granted.claim().transaction()).isGreaterThan(claim.transaction());
    assertThat(heldBy(a, OBJECT)).isEqualTo(new Holder(b.id(), "b", "127.0.0.1:1", granted.claim().transaction(), granted.claim().sinceMillis()));
  }

  @Test
  void aCleanReleaseOfTheHeirAfterTheHandOffLeavesNothing() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);
    get(a.release(claim, true));

    get(b.release(granted(heir).claim(), true));

    assertThat(get(a.lookup(OBJECT))).isInstanceOf(LookupResult.Free.class);
    assertThat(granted(a, OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void anHeirWaitsForTheLeaseOfAnOwnerThatReleasedUnclean() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);

    long before = System.nanoTime();
    get(a.release(claim, false));

    assertWaits(heir, before);
  }

  @Test
  void anHeirWaitsForTheLeaseOfAnOwnerWhoseSessionEnds() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    granted(a, OBJECT);
    Succession heir = queued(b, a);

    long before = System.nanoTime();
    world.expire(a.id());

    assertWaits(heir, before);
  }

  @Test
  void anHeirWaitsForTheLeaseOfAnOwnerThatIsExpelled() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);
    world.suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).contains("suspended"));

    long before = System.nanoTime();
    world.expel(a.id());
    assertWaits(heir, before);
    CompletableFuture<Void> released = a.release(claim, true);
    world.resume(a.id());
    get(released);

    assertThat(heldBy(join("c"), OBJECT).incarnation()).isEqualTo(b.id());
  }

  @Test
  void nobodyButTheHeirProfitsFromTheMark() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);
    get(a.release(claim, true));
    granted(heir);

    world.expire(b.id());

    eventually(() -> assertThat(get(c.lookup(OBJECT))).isInstanceOf(LookupResult.Free.class));
    assertWaits(c, OBJECT);
  }

  @Test
  void theNextHeirOfAnHeirWhoseOwnWaitIsNotOverWaitsToo() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);
    get(a.release(claim, false));
    Claim waiting = granted(heir).claim();
    Succession second = queued(c, b);

    long before = System.nanoTime();
    // Its takeover wait is not over, so it may not say that the next one needs none (protocol C7).
    get(b.release(waiting, false));

    assertWaits(second, before);
  }

  @Test
  void ofTwoHeirsTheEarlierIsGrantedAndTheOtherWithdraws() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Claim claim = granted(a, OBJECT).claim();
    Succession first = queued(b, a);
    Succession second = queued(c, a);

    get(a.release(claim, true));

    Claim next = granted(first).claim();
    assertThat(get(second.result()))
        .isInstanceOfSatisfying(HeldBy.class, held -> assertThat(held.holder().incarnation()).isEqualTo(b.id()));
    get(b.release(next, true));
    assertThat(granted(c, OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void anHeirThatGivesUpIsNoHeir() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);

    heir.withdraw();
    assertThat(get(heir.result())).isInstanceOfSatisfying(HeldBy.class, held -> assertThat(held.holder().incarnation()).isEqualTo(a.id()));
    heir.withdraw();
    get(a.release(claim, true));

    assertThat(granted(b, OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void anHeirThatWasGrantedDoesNotLoseItsClaimByWithdrawing() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);
    get(a.release(claim, true));
    granted(heir);

    heir.withdraw();

    assertThat(heldBy(a, OBJECT).incarnation()).isEqualTo(b.id());
  }

  @Test
  void whoWasToldOfAReleaseByAnotherThanTheOwnerWithdraws() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    granted(a, OBJECT);

    Succession heir = c.succeed(OBJECT, b.id());

    assertThat(get(heir.result())).isInstanceOfSatisfying(HeldBy.class, held -> assertThat(held.holder().incarnation()).isEqualTo(a.id()));
    assertThat(get(heir.queued())).isFalse();
  }

  @Test
  void whoIsToldOfAReleaseThatIsOverClaimsAsAnybody() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    get(a.release(granted(a, OBJECT).claim(), true));

    Succession heir = b.succeed(OBJECT, a.id());

    assertThat(granted(heir).entry()).isInstanceOf(AtOnce.class);
    assertThat(get(heir.queued())).isFalse();
    get(b.release(granted(heir).claim(), false));
    assertThat(granted(a.succeed(OBJECT, b.id())).entry()).isInstanceOf(AfterTakeoverWait.class);
  }

  @Test
  void aThirdMemberThatClaimsWhileAnHeirWaitsIsToldOfTheOwner() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);

    assertThat(heldBy(c, OBJECT).incarnation()).isEqualTo(a.id());
    get(a.release(claim, true));

    granted(heir);
    assertThat(heldBy(c, OBJECT).incarnation()).isEqualTo(b.id());
  }

  @Test
  void anHeirWhoseSessionEndsIsNoHeir() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);

    world.expire(b.id());
    assertThat(get(heir.result())).isInstanceOf(Declined.class);
    eventually(() -> assertThat(c.members().find(b.id())).isEmpty());
    get(a.release(claim, true));

    assertThat(granted(c, OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void anHeirThatIsExpelledIsNoHeir() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);

    world.suspend(b.id());
    world.expel(b.id());
    eventually(() -> assertThat(a.members().find(b.id())).isEmpty());
    get(a.release(claim, true));
    assertThat(granted(join("c"), OBJECT).entry()).isInstanceOf(AtOnce.class);
    world.resume(b.id());

    assertThat(get(heir.result())).isInstanceOf(Declined.class);
  }

  @Test
  void anHeirLearnsOfAReleaseThatItMissedWithoutAConnection() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);

    world.suspend(b.id());
    eventually(() -> assertThat(listener(b).events()).contains("suspended"));
    get(a.release(claim, true));
    assertThat(heir.result()).isNotDone();
    world.resume(b.id());

    assertThat(granted(heir).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void aMemberThatLeavesIsNoHeir() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);

    get(b.leave());

    assertThat(get(heir.result())).isInstanceOf(Declined.class);
    eventually(() -> assertThat(a.members().find(b.id())).isEmpty());
    get(a.release(claim, true));
    assertThat(granted(a, OBJECT).entry()).isInstanceOf(AtOnce.class);
  }

  @Test
  void hundredsOfObjectsAreHandedOffAndBack() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    int objects = 300;
    List<CompletableFuture<ClaimResult>> held = IntStream.range(0, objects).mapToObj(i -> a.claim(many(i))).toList();
    List<Claim> claims = held.stream().map(result -> ((Granted) get(result)).claim()).toList();

    for (int round = 0; round < 4; round++) {
      Incarnation from = round % 2 == 0 ? a : b;
      Incarnation to = round % 2 == 0 ? b : a;
      List<Succession> heirs = IntStream.range(0, objects).mapToObj(i -> to.succeed(many(i), from.id())).toList();
      heirs.forEach(heir -> assertThat(get(heir.queued())).isTrue());
      claims.forEach(claim -> from.release(claim, true));
      claims =
          heirs.stream()
              .map(RegistryContract::granted)
              .peek(granted -> assertThat(granted.entry()).isInstanceOf(AtOnce.class))
              .map(Granted::claim)
              .toList();
    }
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

    world.suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).containsExactly("suspended"));
    assertThat(get(a.claim(new ObjectId("todo", "two")))).isInstanceOf(Declined.class);
    assertThat(get(a.lookup(OBJECT))).isInstanceOf(LookupResult.Failed.class);
    assertThat(a.refreshMembers()).failsWithin(Duration.ofSeconds(30));

    world.resume(a.id());
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
    world.suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).containsExactly("suspended"));
    Incarnation b = join("b");

    world.resume(a.id());

    eventually(() -> assertThat(listener(a).view().find(b.id())).isPresent());
  }

  @Test
  void aReleaseWithoutAConnectionIsDoneWithIt() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    world.suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).containsExactly("suspended"));

    CompletableFuture<Void> released = a.release(claim, true);
    assertThat(heldBy(b, OBJECT).incarnation()).isEqualTo(a.id());
    world.resume(a.id());
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

    await().atMost(Duration.ofSeconds(20)).until(() -> a.leave().isDone());

    assertThat(get(b.refreshMembers()).find(a.id())).isEmpty();
    assertWaits(b, many(0));
    assertWaits(b, many(MANY - 1));
    assertThat(get(a.claim(OBJECT))).isInstanceOf(Declined.class);
    assertThat(listener(a).events()).isEmpty();
  }

  private static ObjectId many(int index) {
    return new ObjectId("todo", "many-" + index);
  }

  private static List<Claim> claimMany(Incarnation member) {
    List<CompletableFuture<ClaimResult>> results = IntStream.range(0, MANY).mapToObj(i -> member.claim(many(i))).toList();
    return results.stream().map(result -> ((Granted) get(result)).claim()).toList();
  }

  /** Joins as a process of its own. */
  protected final Incarnation join(String name) {
    Registry registry = world.process();
    get(registry.open());
    var listener = new RecordingListener();
    Incarnation joined = get(registry.join(profile(name), listener));
    listeners.put(joined.id(), listener);
    return joined;
  }

  private static Registry.Profile profile(String name) {
    return new Registry.Profile(name, "127.0.0.1:1", "test", Member.Role.NODE, Map.of());
  }

  private RecordingListener listener(Incarnation incarnation) {
    return Objects.requireNonNull(listeners.get(incarnation.id()));
  }

  private static List<String> names(Incarnation incarnation) {
    return incarnation.members().members().stream().map(Member::name).toList();
  }

  private static Granted granted(Incarnation member, ObjectId object) {
    ClaimResult result = get(member.claim(object));
    assertThat(result).as("claim of %s by %s", object, member.self().name()).isInstanceOf(Granted.class);
    return (Granted) result;
  }

  private static Holder heldBy(Incarnation member, ObjectId object) {
    ClaimResult result = get(member.claim(object));
    assertThat(result).as("claim of %s by %s", object, member.self().name()).isInstanceOf(HeldBy.class);
    return ((HeldBy) result).holder();
  }

  private static void assertWaits(Incarnation member, ObjectId object) {
    long before = System.nanoTime();
    Granted granted = granted(member, object);
    assertThat(granted.entry())
        .isInstanceOfSatisfying(
            AfterTakeoverWait.class, wait -> assertThat(wait.firstSinceNanos()).isBetween(before, System.nanoTime()));
  }

  private static void assertWaits(Succession heir, long before) {
    assertThat(granted(heir).entry())
        .isInstanceOfSatisfying(
            AfterTakeoverWait.class, wait -> assertThat(wait.firstSinceNanos()).isBetween(before, System.nanoTime()));
  }

  private static Succession queued(Incarnation heir, Incarnation owner) {
    Succession succession = heir.succeed(OBJECT, owner.id());
    assertThat(get(succession.queued())).as("queued").isTrue();
    return succession;
  }

  private static Granted granted(Succession heir) {
    ClaimResult result = get(heir.result());
    assertThat(result).isInstanceOf(Granted.class);
    return (Granted) result;
  }

  private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.copy().orTimeout(30, SECONDS).join();
    } catch (CompletionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
