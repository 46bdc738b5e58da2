package dev.highlander.internal.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.persistence.RequestWindow.Lookup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocol F6. */
class RequestWindowTest {

  private final RequestWindow window = new RequestWindow();

  private static RequestId.Sequenced seq(long number) {
    return new RequestId.Sequenced("caller", number);
  }

  private static KeptReply reply(long atMillis) {
    return new KeptReply(atMillis, 77, 3, new KeptReply.Outcome.Value("[1.50]".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void knowsNothingOfAStrangerAndRemembersWhatItKept() {
    assertThat(window.find(seq(1))).isInstanceOf(Lookup.NewCaller.class);

    window.keep(seq(5), reply(10));

    assertThat(window.find(seq(5))).isInstanceOf(Lookup.Kept.class);
    assertThat(window.find(seq(6))).isInstanceOf(Lookup.Fresh.class);
    assertThat(window.find(seq(4))).isInstanceOf(Lookup.Fresh.class);
  }

  @Test
  void forgetsBelowTheFloorAndRefusesThere() {
    window.keep(seq(1), reply(10));
    window.keep(seq(2), reply(10));

    window.seenBelow("caller", 2);

    assertThat(window.find(seq(1))).isInstanceOf(Lookup.Forgotten.class);
    assertThat(window.find(seq(2))).isInstanceOf(Lookup.Kept.class);
    assertThat(window.count()).isEqualTo(1);
  }

  @Test
  void aFloorNeverFalls() {
    window.keep(seq(9), reply(10));
    window.seenBelow("caller", 9);

    window.seenBelow("caller", 2);

    assertThat(window.find(seq(3))).isInstanceOf(Lookup.Forgotten.class);
  }

  @Test
  void whatIsTooOldIsForgottenByRaisingTheFloorOfACallerThatLives() {
    window.keep(seq(1), reply(10));
    window.keep(seq(2), reply(100));
    window.keep(RequestId.named("old"), reply(10));

    window.expire(50, incarnation -> true);

    assertThat(window.find(seq(1))).isInstanceOf(Lookup.Forgotten.class);
    assertThat(window.find(seq(2))).isInstanceOf(Lookup.Kept.class);
    assertThat(window.find(RequestId.named("old"))).isInstanceOf(Lookup.Fresh.class);
  }

  @Test
  void aCallerThatIsGoneIsForgottenOnceItsRepliesAre() {
    window.keep(seq(1), reply(100));

    window.expire(50, incarnation -> false);
    assertThat(window.callers()).isEqualTo(1);
    window.expire(150, incarnation -> false);

    assertThat(window.find(seq(1))).isInstanceOf(Lookup.NewCaller.class);
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void countsWhatItHolds() {
    window.keep(seq(1), reply(10));
    window.keep(seq(1), reply(20));
    window.keep(RequestId.named("n"), reply(10));
    assertThat(window.count()).isEqualTo(2);
    assertThat(window.bytes()).isPositive();

    window.forgetSequenced();
    assertThat(window.count()).isEqualTo(1);
    window.expire(1_000, incarnation -> true);

    assertThat(window.count()).isZero();
    assertThat(window.bytes()).as("the caller's floor").isPositive();
    window.expire(1_000, incarnation -> false);
    assertThat(window.bytes()).isZero();
  }

  @Test
  void aReplyRaisesTheFloorOfItsCaller() {
    window.keep(seq(1), reply(10));

    window.keep(seq(9), reply(10), 5);
    window.keep(seq(10), reply(10), 2);

    assertThat(window.find(seq(1))).isInstanceOf(RequestWindow.Lookup.Forgotten.class);
    assertThat(window.find(seq(4))).isInstanceOf(RequestWindow.Lookup.Forgotten.class);
    assertThat(window.find(seq(5))).isInstanceOf(RequestWindow.Lookup.Fresh.class);
    assertThat(window.find(seq(9))).isInstanceOf(RequestWindow.Lookup.Kept.class);
  }

  private void rememberEverythingThereIs() {
    window.keep(seq(5), reply(10));
    window.keep(seq(7), new KeptReply(11, -1, 4, new KeptReply.Outcome.State()));
    window.seenBelow("caller", 4);
    window.keep(new RequestId.Sequenced("another", 1), new KeptReply(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, new KeptReply.Outcome.State()));
    window.seenBelow("another", 2);
    Problem problem = new Problem(ErrorKind.REJECTED, "code", "no \"really\"", null);
    window.keep(RequestId.named("k:y ☃"), new KeptReply(12, 5, 6, new KeptReply.Outcome.Refused(problem)));
    window.keep(RequestId.named("later"), reply(13));
  }

  private void assertThatItIs(RequestWindow read) {
    assertThat(read.find(seq(3))).isInstanceOf(Lookup.Forgotten.class);
    assertThat(read.find(seq(6))).isInstanceOf(Lookup.Fresh.class);
    assertThat(read.find(new RequestId.Sequenced("another", 1))).isInstanceOf(Lookup.Forgotten.class);
    assertThat(read.find(new RequestId.Sequenced("another", 2))).isInstanceOf(Lookup.Fresh.class);
    assertThat(read.replies().keySet()).isEqualTo(window.replies().keySet());
    assertThat(read.reply(seq(7))).isEqualTo(window.reply(seq(7)));
    assertThat(read.reply(RequestId.named("k:y ☃"))).isEqualTo(window.reply(RequestId.named("k:y ☃")));
    KeptReply.Outcome.Value value = (KeptReply.Outcome.Value) read.reply(seq(5)).outcome();
    assertThat(new String(value.json(), StandardCharsets.UTF_8)).isEqualTo("[1.50]");
    assertThat(read.bytes()).isEqualTo(window.bytes());
    assertThat(read.count()).isEqualTo(window.count());
  }

  @Test
  void survivesItsStoredForm() {
    rememberEverythingThereIs();
    EnvelopeCodec codec = new EnvelopeCodec();
    ObjectId object = new ObjectId("note", "a");
    Envelope envelope = new Envelope(object, 1, "birth", 1, new Epoch(1, 1), "node", "token", window, null, 0, 0);

    Envelope.Read read = codec.decode(object, codec.encode(envelope, "{}".getBytes(StandardCharsets.UTF_8)));

    assertThat(read).isInstanceOfSatisfying(Envelope.Read.Ok.class, ok -> assertThatItIs(ok.envelope().requests()));
  }

  @Test
  void survivesItsRest() {
    rememberEverythingThereIs();

    assertThatItIs(RestingWindow.unpack(RestingWindow.pack(window)));
  }

  @Test
  void anEmptyWindowTakesNothingAtRest() {
    assertThat(RestingWindow.pack(window)).isNull();
    assertThat(RestingWindow.unpack(null).isEmpty()).isTrue();
  }

  @Test
  void whatOneUpdateLeavesIsSmallAtRest() {
    RequestId id = new RequestId.Sequenced("aBcDeFgHiJkLmNoPqRsTuw", 123_456);
    KeptReply.Outcome.Value value = new KeptReply.Outcome.Value("123456".getBytes(StandardCharsets.UTF_8));
    window.keep(id, new KeptReply(1_800_000_000_000L, -1, 123_456, value));

    assertThat(RestingWindow.pack(window)).hasSizeLessThanOrEqualTo(48);
  }

  @Test
  void incarnationsOfAnyFormSurviveTheirRest() {
    for (String incarnation : List.of("aBcDeFgHiJkLmNoPqRsTuw", "aBcDeFgHiJkLmNoPqRsTuV", "_-_-_-_-_-_-_-_-_-_-_g", "x", "a".repeat(64))) {
      RequestWindow one = new RequestWindow();
      RequestId id = new RequestId.Sequenced(incarnation, Long.MAX_VALUE);
      one.keep(id, reply(1));

      assertThat(RestingWindow.unpack(RestingWindow.pack(one)).replies()).containsOnlyKeys(id);
    }
  }

  @Test
  void noFloorIsRaisedAboveWhatIsUnderWay() {
    RequestWindow window = new RequestWindow();
    for (int i = 1; i <= 4; i++) {
      window.keep(new RequestId.Sequenced("c", i), new KeptReply(10, 1, 1, new KeptReply.Outcome.State()));
    }

    window.forgetSequenced(20, incarnation -> 3);

    assertThat(window.find(new RequestId.Sequenced("c", 2))).isInstanceOf(RequestWindow.Lookup.Forgotten.class);
    assertThat(window.find(new RequestId.Sequenced("c", 3))).isInstanceOf(RequestWindow.Lookup.Kept.class);
    assertThat(window.count()).isEqualTo(2);
  }

  @Test
  void whatIsOlderIsForgottenWithAllOfLowerNumbers() {
    RequestWindow window = new RequestWindow();
    long[] times = {50, 40, 10, 60};
    for (int i = 0; i < times.length; i++) {
      window.keep(new RequestId.Sequenced("c", i + 1), new KeptReply(times[i], 1, 1, new KeptReply.Outcome.State()));
    }
    window.keep(RequestId.named("key"), new KeptReply(1, 1, 1, new KeptReply.Outcome.State()));

    window.forgetSequenced(20, incarnation -> Long.MAX_VALUE);

    assertThat(window.find(new RequestId.Sequenced("c", 1))).isInstanceOf(RequestWindow.Lookup.Forgotten.class);
    assertThat(window.find(new RequestId.Sequenced("c", 3))).isInstanceOf(RequestWindow.Lookup.Forgotten.class);
    assertThat(window.find(new RequestId.Sequenced("c", 4))).isInstanceOf(RequestWindow.Lookup.Kept.class);
    assertThat(window.find(RequestId.named("key"))).isInstanceOf(RequestWindow.Lookup.Kept.class);
    assertThat(window.count()).isEqualTo(2);
  }
}
