package dev.highlander.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.highlander.testkit.cluster.ClusterReport;
import dev.highlander.testkit.cluster.RecordedCall.Kind;
import dev.highlander.testkit.cluster.WriteLog.Result;
import org.junit.jupiter.api.Test;

/** A judge that finds nothing wrong where something is would be worse than none. */
class ClusterAuditTest {

  private final Witnessed seen = new Witnessed();

  /** Two updates, each written and stored; what the tests below spoil in one point. */
  private Witnessed sound() {
    return seen.activated("a")
        .wrote(1, "t1", Result.WRITTEN)
        .added(1, 1, 1)
        .wrote(2, "t2", Result.WRITTEN)
        .added(2, 3, 2)
        .read(3, 2)
        .stored(2, "t2");
  }

  private void assertFound(String words) {
    ClusterReport report = seen.judge();
    assertThat(report.violations()).anySatisfy(violation -> assertThat(violation).contains(words));
    assertThatExceptionOfType(AssertionError.class).isThrownBy(report::require).withMessageContaining(words);
  }

  @Test
  void whatIsSoundIsSound() {
    ClusterReport report = sound().deactivated("a").activated("b").judge().require();

    assertThat(report.violations()).isEmpty();
    assertThat(report.checked()).isEqualTo(1);
    assertThat(report.unchecked()).isEmpty();
  }

  @Test
  void twoActivationsAtOnceAreFound() {
    sound().activated("b");
    assertFound("counter/x was served by two activations at once");
  }

  @Test
  void oneVersionThatWasWrittenTwiceIsFound() {
    sound().wrote(2, "another", Result.WRITTEN);
    assertFound("version 2 was written twice");
  }

  @Test
  void oneWriteThatWasAnsweredTwiceIsOneWrite() {
    assertThat(sound().wrote(2, "t2", Result.WRITTEN).judge().violations()).isEmpty();
  }

  @Test
  void aVersionThatNobodyWroteIsFound() {
    sound().wrote(4, "t4", Result.WRITTEN).stored(4, "t4");
    assertFound("nobody wrote version 3");
  }

  @Test
  void aVersionThatMayHaveBeenWrittenIsNoHole() {
    assertThat(sound().wrote(3, "t3", Result.UNKNOWN).wrote(4, "t4", Result.WRITTEN).stored(4, "t4").judge().violations()).isEmpty();
  }

  @Test
  void aVersionThatTheStoreRefusedIsAHole() {
    sound().wrote(3, "t3", Result.NOT_WRITTEN).wrote(4, "t4", Result.WRITTEN).stored(4, "t4");
    assertFound("nobody wrote version 3");
  }

  @Test
  void aDurableWriteThatIsGoneIsFound() {
    sound().stored(1, "t1");
    assertFound("was durable and is lost");
  }

  @Test
  void anAcknowledgedUpdateThatIsMissingFromTheStoreIsFound() {
    sound().stored(1, "t1");
    assertFound("acknowledged and missing");
  }

  @Test
  void somethingStoredThatNobodyWroteIsFound() {
    sound().stored(2, "stranger");
    assertFound("nobody wrote what is stored");
  }

  @Test
  void anAcknowledgementOfAVersionThatNobodyWroteIsFound() {
    sound().added(1, 4, 3);
    assertFound("acknowledged, but nobody wrote its version");
  }

  @Test
  void anUpdateThatWasAppliedTwiceIsFound() {
    sound().wrote(3, "t3", Result.WRITTEN).stored(3, "t3").read(5, 3);
    assertFound("not linearizable");
  }

  @Test
  void aStaleReadIsFound() {
    sound().read(1, 1);
    assertFound("not linearizable");
  }

  @Test
  void aRefusedUpdateThatTookEffectIsFound() {
    sound();
    seen.refused(seen.sent(Kind.UPDATE, "add", "[10]", ""));
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3").read(13, 3);
    assertFound("not linearizable");
  }

  @Test
  void anUpdateOfUnknownOutcomeMayTakeEffectOrNot() {
    sound();
    long update = seen.sent(Kind.UPDATE, "add", "[10]", "");
    seen.read(3, 2).wrote(3, "t3", Result.WRITTEN).stored(3, "t3").read(13, 3);

    assertThat(update).isPositive();
    assertThat(seen.judge().violations()).isEmpty();
  }

  @Test
  void anUpdateThatWasSentAgainUnderItsIdIsOneUpdate() {
    sound();
    long first = seen.sent(Kind.UPDATE, "add", "[10]", "key:paid");
    long again = seen.sent(Kind.UPDATE, "add", "[10]", "key:paid");
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3").returned(again, "13", 3).returned(first, "13", 3).read(13, 3);

    assertThat(seen.judge().violations()).isEmpty();
  }

  @Test
  void anUpdateThatWasSentAgainAndAppliedTwiceIsFound() {
    sound();
    long first = seen.sent(Kind.UPDATE, "add", "[10]", "key:paid");
    seen.wrote(3, "t3", Result.WRITTEN).returned(first, "13", 3);
    long again = seen.sent(Kind.UPDATE, "add", "[10]", "key:paid");
    seen.wrote(4, "t4", Result.WRITTEN).stored(4, "t4").returned(again, "13", 4).read(23, 4);
    assertFound("not linearizable");
  }

  @Test
  void aDeletedObjectBeginsAgain() {
    sound();
    long delete = seen.sent(Kind.DELETE, "", "[]", "");
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3").returned(delete, "null", 3);
    long exists = seen.sent(Kind.EXISTS, "", "[]", "");
    seen.returned(exists, "false", 0);
    long doubled = seen.sent(Kind.QUERY, "doubled", "[]", "");
    seen.returned(doubled, "0", 0);

    assertThat(seen.judge().violations()).isEmpty();
  }

  @Test
  void typesThatOthersWriteAreNotJudgedByTheirHistories() {
    ClusterReport report = sound().read(77, 2).judge("counter");

    assertThat(report.violations()).isEmpty();
    assertThat(report.checked()).isZero();
    assertThat(report.unchecked()).singleElement().asString().contains("counter/x");
  }

  @Test
  void handlersThatAreNotReproducibleAreNotJudged() {
    sound();
    long stamp = seen.sent(Kind.UPDATE, "stamp", "[]", "");
    ClusterReport report = seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3").returned(stamp, "\"abc\"", 3).judge();

    assertThat(report.violations()).isEmpty();
    assertThat(report.unchecked()).singleElement().asString().contains("Call.newId()");
  }
}
