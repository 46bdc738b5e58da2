package dev.highlander.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ObjectId;
import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult.Entry.AfterTakeoverWait;
import dev.highlander.spi.ClaimResult.Entry.AtOnce;
import dev.highlander.spi.Expulsion;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Renewal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Members that are expelled, by their peers and otherwise (the ownership protocol's L4). Part of {@link RegistryContract}. */
abstract class ExpulsionCases extends RegistryFixture {

  @Test
  void anExpelledMemberCantRenewAndItsClaimsAreVoid() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    assertThat(get(a.renew())).isInstanceOf(Renewal.Acknowledged.class);

    long departed = System.nanoTime();
    world().expel(a.id());

    assertThat(get(a.renew())).isInstanceOf(Renewal.Gone.class);
    assertWaits(b, OBJECT, departed);
    eventually(() -> assertThat(listener(a).ended()).isTrue());
    get(a.release(claim, true));
    assertThat(get(b.lookup(OBJECT))).isInstanceOfSatisfying(LookupResult.HeldBy.class, held -> assertThat(held.holder().node()).isEqualTo("b"));
  }

  @Test
  void theTakeoverWaitCountsFromTheLastDepartureHoweverLateTheClaim() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    List<ObjectId> others = List.of(new ObjectId("todo", "1"), new ObjectId("todo", "2"));
    others.forEach(other -> granted(a, other));
    Claim claim = granted(a, OBJECT).claim();
    get(b.refreshMembers());
    long before = System.nanoTime();

    get(a.release(claim, false));

    assertThat(waitsSince(b, OBJECT)).as("nobody has departed").isLessThan(before);

    world().expel(a.id());
    eventually(() -> assertThat(names(b)).containsExactly("b"));
    get(b.refreshMembers());
    long known = System.nanoTime();

    long since = waitsSince(b, others.get(0));
    assertThat(since).isBetween(before, known);
    assertThat(waitsSince(b, others.get(1))).as("claimed later, free since the same moment").isEqualTo(since);
  }

  private static long waitsSince(Incarnation heir, ObjectId object) {
    return ((AfterTakeoverWait) granted(heir, object).entry()).sinceNanos();
  }

  @Test
  void whoeverIsExpelledByItsPeersLosesItsPlaceAndItsClaims() {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Claim claim = granted(a, OBJECT).claim();

    long departed = System.nanoTime();
    assertThat(get(b.expel(order(a, Duration.ZERO, b, c)))).isInstanceOf(Expulsion.Done.class);

    assertThat(get(a.renew())).isInstanceOf(Renewal.Gone.class);
    eventually(() -> assertThat(listener(a).ended()).isTrue());
    assertWaits(c, OBJECT, departed);
    get(a.release(claim, true));
    assertThat(heldBy(b, OBJECT).incarnation()).isEqualTo(c.id());
    eventually(() -> assertThat(names(b)).containsExactly("b", "c"));
  }

  @Test
  void whoeverIsGoneCantBeExpelled() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    world().expel(a.id());

    assertThat(get(b.expel(order(a, Duration.ZERO, b)))).isInstanceOf(Expulsion.Gone.class);
  }

  @Test
  void anAccuserThatIsNoMemberExpelsNobody() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    world().expel(c.id());

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

    world().suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).contains("suspended"));
    long departed = System.nanoTime();
    world().expel(a.id());
    CompletableFuture<Void> released = a.release(claim, true);
    world().resume(a.id());
    get(released);
    eventually(() -> assertThat(listener(a).ended()).isTrue());

    assertWaits(b, OBJECT, departed);
  }

  @Test
  void anExpelledOwnerThatWakesDoesNotTouchTheClaimOfItsHeir() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    Incarnation c = join("c");
    Claim claim = granted(a, OBJECT).claim();

    world().suspend(a.id());
    eventually(() -> assertThat(listener(a).events()).contains("suspended"));
    long departed = System.nanoTime();
    world().expel(a.id());
    eventually(() -> assertThat(b.members().find(a.id())).isEmpty());
    assertWaits(b, OBJECT, departed);
    CompletableFuture<Void> released = a.release(claim, true);
    world().resume(a.id());
    get(released);

    assertThat(heldBy(c, OBJECT).incarnation()).isEqualTo(b.id());
  }

  @Test
  void aCleanReleaseTakesTheVoidClaimsOfTheExpelledWithIt() throws Exception {
    Incarnation a = join("a");
    Incarnation b = join("b");
    granted(a, OBJECT);
    world().suspend(a.id());
    world().expel(a.id());
    eventually(() -> assertThat(b.members().find(a.id())).isEmpty());
    Claim heir = granted(b, OBJECT).claim();

    get(b.release(heir, true));

    assertThat(granted(join("c"), OBJECT).entry()).isInstanceOf(AtOnce.class);
  }
}
