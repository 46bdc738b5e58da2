package dev.highlander.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.sun.management.ThreadMXBean;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedMessageTest {

  private static final String READ = "0101" + "0169" + "0174" + "0161" + "03" + "025b5d" + "00" + "0175" + "00" + "00" + "00";

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void aMessageCutAnywhereIsRefused(long seed) {
    WireSamples samples = new WireSamples(new Random(seed));

    for (int i = 0; i < 40; i++) {
      byte[] invoke = InvokeCodec.encode(samples.invoke(0), 0);
      byte[] answer = AnswerCodec.encode(samples.answer());
      for (int length = 0; length < invoke.length; length++) {
        assertThat(InvokeCodec.decode(Arrays.copyOf(invoke, length), 0)).isInstanceOf(Decoded.Malformed.class);
      }
      for (int length = 0; length < answer.length; length++) {
        assertThat(AnswerCodec.decode(Arrays.copyOf(answer, length))).isInstanceOf(Decoded.Malformed.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void corruptedMessagesAreDecodedOrRefusedButNeverThrow(long seed) {
    Random random = new Random(seed);
    WireSamples samples = new WireSamples(random);

    for (int i = 0; i < 20_000; i++) {
      byte[] invoke = corrupted(InvokeCodec.encode(samples.invoke(0), 0), random);
      byte[] answer = corrupted(AnswerCodec.encode(samples.answer()), random);
      assertThat(InvokeCodec.decode(invoke, 0)).as(HexFormat.of().formatHex(invoke)).isNotNull();
      assertThat(AnswerCodec.decode(answer)).as(HexFormat.of().formatHex(answer)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32})
  void whatIsDecodedFromNoiseEncodesToTheSameMeaning(long seed) {
    Random random = new Random(seed);
    WireSamples samples = new WireSamples(random);

    for (int i = 0; i < 10_000; i++) {
      if (AnswerCodec.decode(corrupted(AnswerCodec.encode(samples.answer()), random)) instanceof Decoded.Message<Answer>(Answer answer)) {
        assertThat(MessageRoundTripTest.message(AnswerCodec.decode(AnswerCodec.encode(answer))))
            .usingRecursiveComparison()
            .isEqualTo(answer);
      }
    }
  }

  @Test
  void aLengthIsComparedWithWhatIsLeftBeforeAnythingIsAllocated() {
    byte[] claimsOneGigabyte = HexFormat.of().parseHex("0105" + "8080808004" + "61");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AnswerCodec.decode(claimsOneGigabyte);

    long before = threads.getCurrentThreadAllocatedBytes();
    Decoded<?> decoded = AnswerCodec.decode(claimsOneGigabyte);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
    assertThat(allocated).isLessThan(100_000);
  }

  @ParameterizedTest
  @CsvSource({
    "0201, message version 2",
    "0107, message kind 7",
    "01010169017401610a, unknown operation 10",
    "010101690174016103025b5d02, unknown kind of caller 2",
    "010101690174016103025b5d00017505, unknown kind of request id 5",
    "010101690174016103025b5d000175000002, a flag is 2",
    "010101690174016103025b5d000175000000" + "21, the length of the path is 33",
    "0101016901540161, type name",
    "010101690174" + "00" + "03, an id is empty",
    "01010169017402c328, not UTF-8",
    "010101690174016103025b5d0000" + "00, a caller's name",
    "010101690174016103025b5d000175" + "01" + "0169" + "00, not a request id",
    "ffffff, message version 255"
  })
  void whatIsWrongIsSaid(String hex, String reason) {
    assertThat(InvokeCodec.decode(HexFormat.of().parseHex(hex), 0))
        .isInstanceOfSatisfying(Decoded.Malformed.class, malformed -> assertThat(malformed.reason()).contains(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "0109, unknown kind of answer 9",
    "01030b, unknown kind of error 11",
    "01030100, a rejection code of 0 characters",
    "0102ffffffffffffffffffff01, longer than 64 bits",
    "010402, a flag is 2"
  })
  void whatIsWrongWithAnAnswerIsSaid(String hex, String reason) {
    assertThat(AnswerCodec.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOfSatisfying(Decoded.Malformed.class, malformed -> assertThat(malformed.reason()).contains(reason));
  }

  @Test
  void bytesAfterTheMessageAreRefused() {
    String complete = READ + "00" + "00" + "00";

    assertThat(InvokeCodec.decode(HexFormat.of().parseHex(complete), 0)).isInstanceOf(Decoded.Message.class);
    assertThat(InvokeCodec.decode(HexFormat.of().parseHex(complete + "00"), 0))
        .extracting(decoded -> ((Decoded.Malformed<?>) decoded).reason(), STRING)
        .contains("bytes follow the message");
  }

  @Test
  void theTimeLeftIsBounded() {
    Invocation tooLong = MessageRoundTripTest.call(List.of(), Long.MAX_VALUE).invocation();
    byte[] clamped = InvokeCodec.encode(new Invoke("i", tooLong), 0);
    byte[] oneMore = clamped.clone();
    oneMore[oneMore.length - 4]++;

    assertThat(MessageRoundTripTest.message(InvokeCodec.decode(clamped, 0)).invocation().deadlineNanos())
        .isEqualTo(InvokeCodec.MAX_REMAINING_MILLIS * 1_000_000);
    assertThat(InvokeCodec.decode(oneMore, 0)).isInstanceOf(Decoded.Malformed.class);
  }

  private static byte[] corrupted(byte[] message, Random random) {
    byte[] corrupted = random.nextInt(4) == 0 ? Arrays.copyOf(message, random.nextInt(message.length + 20)) : message.clone();
    for (int i = random.nextInt(4); i >= 0 && corrupted.length > 0; i--) {
      corrupted[random.nextInt(corrupted.length)] = (byte) random.nextInt();
    }
    return corrupted;
  }
}
