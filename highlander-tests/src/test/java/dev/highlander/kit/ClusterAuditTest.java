package dev.highlander.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.highlander.testkit.cluster.ClusterReport;
import dev.highlander.testkit.cluster.RecordedCall;
import dev.highlander.testkit.cluster.RecordedCall.Kind;
import dev.highlander.testkit.cluster.RecordedReply;
import dev.highlander.testkit.cluster.WriteLog.Result;
import dev.highlander.testkit.history.SequentialModel;
import java.util.Optional;
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
    seen.wrote(4, "t4", Result.WRITTEN).stored(4, "t4").returned(again, "23", 4).read(23, 4);
    assertFound("applied at two versions");
  }

  @Test
  void aDeletedObjectBeginsAgain() {
    sound();
    long delete = seen.sent(Kind.DELETE, "", "[]", "");
    seen.wroteTombstone(3, "t3").stored(3, "t3").returned(delete, "null", false, 3);
    long exists = seen.sent(Kind.EXISTS, "", "[]", "");
    seen.returned(exists, "false", false, 3);
    long doubled = seen.sent(Kind.QUERY, "doubled", "[]", "");
    seen.returned(doubled, "0", false, 3).wrote(4, "t4", Result.WRITTEN).stored(4, "t4").added(7, 7, 4);

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

  @Test
  void aTypeOfWhichNothingCanBeJudgedIsAnErrorUnlessItIsLeftOut() {
    sound();
    long stamp = seen.sent(Kind.UPDATE, "stamp", "[]", "");
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3").returned(stamp, "\"abc\"", 3);

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> seen.judge().require())
        .withMessageContainingAll("no history of counter could be judged", "Call.newId()");
    assertThat(seen.judge("counter").require().checked()).isZero();
  }

  // ---- what is stored ----

  @Test
  void anObjectWithDurableWritesThatIsGoneIsFound() {
    sound().nothingStored();
    assertFound("nothing is stored, and nobody removed it");
    assertFound("acknowledged and missing");
  }

  @Test
  void aTombstoneThatIsGoneAlthoughNobodyRemovedItIsFound() {
    sound().wroteTombstone(3, "t3").removed(Result.NOT_WRITTEN).nothingStored();
    assertFound("nothing is stored, and nobody removed it");
  }

  @Test
  void aTombstoneThatWasRemovedMayBeGoneAndVersionsBeginAgain() {
    sound().wroteTombstone(3, "t3").removed(Result.WRITTEN).nothingStored();
    assertThat(seen.judge().violations()).isEmpty();

    seen.wrote("second", 1, "t4", false, Result.WRITTEN).stored("second", 1, "t4");
    assertThat(seen.judge().violations()).isEmpty();
    assertThat(seen.judge().unchecked()).singleElement().asString().contains("tombstone was removed");
  }

  @Test
  void anObjectThatWasRemovedAndNotDeletedIsFound() {
    sound().removed(Result.UNKNOWN).nothingStored();
    assertFound("nobody had deleted it");
  }

  @Test
  void anEarlierCreationThatCameBackIsFound() {
    sound().wroteTombstone(3, "t3").wrote("second", 4, "t4", false, Result.WRITTEN).stored(2, "t2");
    assertFound("was durable and is lost");
  }

  @Test
  void twoCreationsOfOneVersionAreFound() {
    sound().wroteTombstone(3, "t3").wrote("second", 4, "t4", false, Result.WRITTEN).wrote("third", 4, "t5", false, Result.WRITTEN);
    seen.stored("third", 4, "t5");
    assertFound("version 4 was written twice");
  }

  // ---- versions ----

  @Test
  void aConditionalWriteThatHidAnotherUpdateIsFound() {
    sound();
    seen.wrote(3, "t3", Result.WRITTEN).returned(seen.wroteIf(2, 5), Witnessed.state(5), 3);
    seen.wrote(4, "t4", Result.WRITTEN).stored(4, "t4").returned(seen.wroteIf(2, 7), Witnessed.state(7), 4).read(7, 4);
    assertFound("not linearizable");
  }

  @Test
  void conditionalWritesThatFollowEachOtherAreSound() {
    sound();
    seen.wrote(3, "t3", Result.WRITTEN).returned(seen.wroteIf(2, 5), Witnessed.state(5), 3);
    seen.declined(seen.wroteIf(2, 7), "VERSION_CONFLICT", 3);
    seen.wrote(4, "t4", Result.WRITTEN).stored(4, "t4").returned(seen.wroteIf(3, 7), Witnessed.state(7), 4).read(7, 4);

    assertThat(seen.judge().require().checked()).isEqualTo(1);
  }

  @Test
  void aConditionalWriteThatSkippedAVersionIsFound() {
    sound().wrote(3, "t3", Result.WRITTEN).wrote(4, "t4", Result.WRITTEN).stored(4, "t4");
    seen.returned(seen.wroteIf(2, 5), Witnessed.state(5), 4);
    assertFound("not linearizable");
  }

  @Test
  void updatesThatWereWrittenTogetherShareTheirVersion() {
    sound().wrote(3, "t3", Result.WRITTEN).stored(3, "t3").added(1, 4, 3).added(1, 5, 3).read(5, 3);

    assertThat(seen.judge().require().checked()).isEqualTo(1);
  }

  @Test
  void anUpdateThatHidesBehindAVersionThatWasReadIsFound() {
    sound().wrote(3, "t3", Result.WRITTEN).stored(3, "t3").added(1, 4, 3).read(4, 3).added(1, 5, 3);
    assertFound("not linearizable");
  }

  @Test
  void anUpdateThatHidesBehindAVersionThatWasWrittenIsFound() {
    sound().wrote(3, "t3", Result.WRITTEN).stored(3, "t3");
    seen.returned(seen.sent(Kind.WRITE, "", "[{\"value\":5}]", ""), Witnessed.state(5), 3).added(1, 6, 3);
    assertFound("not linearizable");
  }

  @Test
  void aVersionThatFallsIsFound() {
    sound().read(3, 1);
    assertFound("not linearizable");
  }

  // ---- refusals ----

  @Test
  void refusalsThatTheStateExplainsAreSound() {
    sound();
    seen.declined(seen.sent(Kind.UPDATE, "add", "[-1]", ""), "REJECTED negative", 2);
    seen.declined(seen.sent(Kind.UPDATE, "take", "[4]", ""), "REJECTED short", 2);
    seen.declined(seen.sentByUser(Kind.UPDATE, "clear", "[]"), "ACCESS_DENIED", 2);
    seen.declined(seen.sent(Kind.QUERY, "share", "[0]", ""), "HANDLER_FAILED", 2);

    ClusterReport report = seen.judge().require();
    assertThat(report.checked()).isEqualTo(1);
    assertThat(report.unchecked()).isEmpty();
  }

  @Test
  void aRefusalOnAStateThatWasReplacedBeforeTheCallIsFound() {
    sound().wrote(3, "t3", Result.WRITTEN).stored(3, "t3").added(10, 13, 3);
    seen.declined(seen.sent(Kind.UPDATE, "take", "[10]", ""), "REJECTED short", 3);
    assertFound("not linearizable");
  }

  @Test
  void aRefusalOnAStateThatNeverBecameDurableIsFound() {
    sound();
    long take = seen.sent(Kind.UPDATE, "take", "[3]", "");
    seen.declined(seen.sent(Kind.UPDATE, "take", "[1]", ""), "REJECTED short", 2).refused(take);
    seen.read(3, 2);
    assertFound("not linearizable");
  }

  @Test
  void aRefusalOfAnotherKindThanTheHandlersIsFound() {
    sound();
    seen.declined(seen.sent(Kind.UPDATE, "take", "[4]", ""), "REJECTED negative", 2);
    assertFound("not linearizable");
  }

  @Test
  void aGuardThatRefusedWhomItAdmitsIsFound() {
    sound();
    seen.declined(seen.sent(Kind.UPDATE, "clear", "[]", ""), "ACCESS_DENIED", 2);
    assertFound("not linearizable");
  }

  @Test
  void aGuardThatAdmittedWhomItRefusesIsFound() {
    sound().wrote(3, "t3", Result.WRITTEN).stored(3, "t3");
    seen.returned(seen.sentByUser(Kind.UPDATE, "clear", "[]"), Witnessed.state(0), 3);
    assertFound("not linearizable");
  }

  @Test
  void aConflictWithTheVersionThatTheCallWasMadeForIsFound() {
    sound();
    seen.declined(seen.wroteIf(2, 5), "VERSION_CONFLICT", 2);
    assertFound("not linearizable");
  }

  @Test
  void aConflictWithAVersionThatNeverBecameDurableIsFound() {
    sound();
    seen.declined(seen.wroteIf(2, 5), "VERSION_CONFLICT", 3).read(3, 2);
    assertFound("not linearizable");
  }

  @Test
  void aConflictWithAnOldVersionIsFound() {
    sound();
    seen.declined(seen.wroteIf(2, 5), "VERSION_CONFLICT", 1);
    assertFound("not linearizable");
  }

  @Test
  void refusalsOfHandlersThatAreNotReproducibleAreLeftOutAndTheRestIsJudged() {
    sound();
    seen.declined(seen.sent(Kind.UPDATE, "stamp", "[]", ""), "REJECTED late", 2);
    ClusterReport report = seen.judge().require();

    assertThat(report.checked()).isEqualTo(1);
    assertThat(report.unchecked()).singleElement().asString().contains("1 refusals", "Call.newId()");
  }

  @Test
  void aModelThatDoesNotKnowRefusalsIsNotAskedAboutThem() {
    sound();
    seen.declined(seen.sent(Kind.UPDATE, "add", "[10]", ""), "REJECTED never", 2);
    ClusterReport report = seen.judge(new SumModel()).require();

    assertThat(report.checked()).isEqualTo(1);
    assertThat(report.unchecked()).singleElement().asString().contains("1 refusals");
    seen.read(13, 2);
    assertThat(seen.judge(new SumModel()).violations()).isNotEmpty();
  }

  // ---- one request ----

  @Test
  void twoAnswersToOneRequestAreFound() {
    sound();
    long first = seen.sent(Kind.UPDATE, "add", "[10]", "key:paid");
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3").returned(first, "13", 3);
    seen.returned(seen.sent(Kind.UPDATE, "add", "[10]", "key:paid"), "14", 3);
    assertFound("one request id, two answers");
  }

  @Test
  void twoCallsUnderOneRequestAreFound() {
    sound();
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3");
    seen.returned(seen.sent(Kind.UPDATE, "add", "[10]", "key:paid"), "13", 3);
    seen.returned(seen.sent(Kind.UPDATE, "add", "[11]", "key:paid"), "13", 3);
    assertFound("two calls that were applied");
  }

  @Test
  void aRefusalOfARequestThatWasAppliedIsFound() {
    sound();
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3");
    seen.returned(seen.sent(Kind.UPDATE, "take", "[3]", "key:paid"), "0", 3);
    seen.declined(seen.sent(Kind.UPDATE, "take", "[3]", "key:paid"), "REJECTED short", 3);
    assertFound("refused after it was applied");
  }

  @Test
  void aRefusalIsRepeatedEvenIfTheStateWouldAdmitTheCallByThen() {
    sound();
    seen.declined(seen.sent(Kind.UPDATE, "take", "[4]", "key:paid"), "REJECTED short", 2);
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3").added(10, 13, 3);
    seen.declined(seen.sent(Kind.UPDATE, "take", "[4]", "key:paid"), "REJECTED short", 3);

    assertThat(seen.judge().require().checked()).isEqualTo(1);
  }

  @Test
  void anUpdateThatTakesEffectAfterItsRepetitionWasRefusedIsFound() {
    sound();
    seen.unknown(seen.sent(Kind.UPDATE, "take", "[4]", "key:paid"));
    seen.declined(seen.sent(Kind.UPDATE, "take", "[4]", "key:paid"), "REJECTED short", 2);
    seen.wrote(3, "t3", Result.WRITTEN).added(10, 13, 3).wrote(4, "t4", Result.WRITTEN).stored(4, "t4").read(9, 4);
    assertFound("not linearizable");
  }

  @Test
  void theRepetitionOfAWriteShowsTheStateOfItsOwnMoment() {
    sound();
    seen.wrote(3, "t3", Result.WRITTEN).returned(seen.sent(Kind.WRITE, "", "[{\"value\":5}]", "key:put"), Witnessed.state(5), 3);
    seen.wrote(4, "t4", Result.WRITTEN).stored(4, "t4").added(1, 6, 4);
    seen.returned(seen.sent(Kind.WRITE, "", "[{\"value\":5}]", "key:put"), Witnessed.state(6), 3);

    assertThat(seen.judge().require().checked()).isEqualTo(1);
  }

  @Test
  void theRepetitionOfAWriteThatShowsAnOldStateIsFound() {
    sound();
    seen.wrote(3, "t3", Result.WRITTEN).returned(seen.sent(Kind.WRITE, "", "[{\"value\":5}]", "key:put"), Witnessed.state(5), 3);
    seen.wrote(4, "t4", Result.WRITTEN).stored(4, "t4").added(1, 6, 4);
    seen.returned(seen.sent(Kind.WRITE, "", "[{\"value\":5}]", "key:put"), Witnessed.state(5), 3);
    assertFound("not linearizable");
  }

  @Test
  void aWriteThatTheRouterHadToRepeatShowsALaterStateButNoEarlierOne() {
    sound();
    long put = seen.sent(Kind.WRITE, "", "[{\"value\":5}]", "");
    seen.wrote(3, "t3", Result.WRITTEN).wrote(4, "t4", Result.WRITTEN).stored(4, "t4").added(1, 6, 4);
    seen.returned(put, Witnessed.state(6), 3);
    assertThat(seen.judge().require().checked()).isEqualTo(1);

    long again = seen.sent(Kind.WRITE, "", "[{\"value\":8}]", "");
    seen.wrote(5, "t5", Result.WRITTEN).stored(5, "t5").returned(again, Witnessed.state(6), 5).read(8, 5);
    assertFound("not linearizable");
  }

  // ---- settled ----

  @Test
  void anUpdateThatWasSettledAsNotAppliedAndTookEffectLaterIsFound() {
    sound();
    seen.unknown(seen.sent(Kind.UPDATE, "add", "[10]", "key:paid"));
    seen.wrote(3, "t3", Result.WRITTEN).declined(seen.sent(Kind.SETTLE, "", "[]", "key:paid"), RecordedReply.SETTLED, 3);
    assertThat(seen.stored(3, "t3").judge().violations()).isEmpty();

    seen.wrote(4, "t4", Result.WRITTEN).stored(4, "t4").read(13, 4);
    assertFound("not linearizable");
  }

  @Test
  void anUpdateThatWasAnsweredAndSettledAsNotAppliedIsFound() {
    sound();
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3").returned(seen.sent(Kind.UPDATE, "add", "[10]", "key:paid"), "13", 3);
    seen.declined(seen.sent(Kind.SETTLE, "", "[]", "key:paid"), RecordedReply.SETTLED, 3);
    assertFound("applied, and settled as not applied");
  }

  @Test
  void anUpdateThatWasSettledAsAppliedAndDoesNotShowIsFound() {
    sound();
    seen.unknown(seen.sent(Kind.UPDATE, "add", "[10]", "key:paid"));
    seen.wrote(3, "t3", Result.WRITTEN).stored(3, "t3").returned(seen.sent(Kind.SETTLE, "", "[]", "key:paid"), "null", 3);
    assertThat(seen.judge().require().checked()).isEqualTo(1);

    seen.read(3, 3);
    assertFound("not linearizable");
  }

  @Test
  void anUpdateThatWasSettledAsAppliedAtAnotherVersionThanItsAnswersIsFound() {
    sound().wrote(3, "t3", Result.WRITTEN).wrote(4, "t4", Result.WRITTEN).stored(4, "t4");
    seen.returned(seen.sent(Kind.UPDATE, "add", "[10]", "key:paid"), "13", 3);
    seen.returned(seen.sent(Kind.SETTLE, "", "[]", "key:paid"), "null", 4);
    assertFound("applied at two versions");
  }

  // ---- who answered ----

  @Test
  void anAnswerOfAnEarlierEpochThanOneThatWasSeenIsFound() {
    sound().deactivated("a").activated("b").read(3, 2).answeredBy("a").read(3, 2);
    assertFound("was answered by an earlier epoch than");
  }

  @Test
  void anAnswerOfAnActivationWhoseSuccessorServesIsFound() {
    sound().deactivated("a").activated("b").answeredBy("a").read(3, 2);
    assertFound("whose successor served before it began");
  }

  @Test
  void anAnswerOfAnActivationThatHadEndedIsFound() {
    sound().deactivated("a").read(3, 2);
    assertFound("that had ended before it began");
  }

  @Test
  void anAnswerOfAnActivationThatNobodyHeardOfIsFound() {
    sound().answeredBy("stranger").read(3, 2);
    assertFound("that nobody heard of");
  }

  @Test
  void anAnswerThatComesLateToACallThatBeganInTimeIsSound() {
    sound();
    long read = seen.sent(Kind.READ, "", "[]", "");
    seen.deactivated("a").activated("b").read(3, 2).answeredBy("a").returned(read, Witnessed.state(3), 2);

    assertThat(seen.judge().violations()).isEmpty();
  }

  @Test
  void aStrictReadMayBeAnsweredByWhoeverComparesItWithTheStore() {
    sound().deactivated("a").activated("b").read(3, 2).answeredBy("a");
    seen.returned(seen.sentStrictly(Kind.READ), Witnessed.state(3), 2);

    assertThat(seen.judge().violations()).isEmpty();
  }

  /** Knows what {@code add} and reads give, and nothing of refusals. */
  private static final class SumModel implements SequentialModel<Integer, RecordedCall, RecordedReply> {
    @Override
    public Integer initial() {
      return 0;
    }

    @Override
    public Optional<Integer> next(Integer sum, RecordedCall call, RecordedReply reply) {
      int after = next(sum, call);
      int told = call.kind() == Kind.UPDATE ? reply.value().asInt() : reply.value().path("value").asInt(-1);
      return told == after ? Optional.of(after) : Optional.empty();
    }

    @Override
    public Integer next(Integer sum, RecordedCall call) {
      return call.kind() == Kind.UPDATE ? sum + call.arguments().path(0).asInt(0) : sum;
    }
  }
}
