package dev.highlander.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.ClaimResult.Declined;
import dev.highlander.spi.ClaimResult.Entry.AfterTakeoverWait;
import dev.highlander.spi.ClaimResult.Entry.AtOnce;
import dev.highlander.spi.ClaimResult.Granted;
import dev.highlander.spi.ClaimResult.HeldBy;
import dev.highlander.spi.Holder;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Succession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Claims that wait behind their object's owner (the ownership protocol's C2, C7). Part of {@link RegistryContract}. */
abstract class SuccessionCases extends ExpulsionCases {

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

    get(a.release(claim, false));

    assertWaits(heir);
  }

  @Test
  void anHeirWaitsForTheLeaseOfAnOwnerWhoseSessionEnds() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    granted(a, OBJECT);
    Succession heir = queued(b, a);

    long before = System.nanoTime();
    world().expire(a.id());

    assertWaits(heir, before);
  }

  @Test
  void anHeirWaitsForTheLeaseOfAnOwnerThatIsExpelled() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);
    world().suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).contains("suspended"));

    long before = System.nanoTime();
    world().expel(a.id());
    assertWaits(heir, before);
    CompletableFuture<Void> released = a.release(claim, true);
    world().resume(a.id());
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

    long departed = System.nanoTime();
    world().expire(b.id());

    eventually(() -> assertThat(get(c.lookup(OBJECT))).isInstanceOf(LookupResult.Free.class));
    assertWaits(c, OBJECT, departed);
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

    // Its takeover wait is not over, so it may not say that the next one needs none (protocol C7).
    get(b.release(waiting, false));

    assertWaits(second);
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

    world().expire(b.id());
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

    world().suspend(b.id());
    world().expel(b.id());
    eventually(() -> assertThat(a.members().find(b.id())).isEmpty());
    get(a.release(claim, true));
    assertThat(granted(join("c"), OBJECT).entry()).isInstanceOf(AtOnce.class);
    world().resume(b.id());

    assertThat(get(heir.result())).isInstanceOf(Declined.class);
  }

  @Test
  void anHeirLearnsOfAReleaseThatItMissedWithoutAConnection() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    Succession heir = queued(b, a);

    world().suspend(b.id());
    eventually(() -> assertThat(listener(b).events()).contains("suspended"));
    get(a.release(claim, true));
    assertThat(heir.result()).isNotDone();
    world().resume(b.id());

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
}
