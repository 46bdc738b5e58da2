package dev.highlander.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ObjectId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of version 1. A change here is a change of the protocol between processes of different releases. */
class HandOffCodecTest {

  private static final HandOffMessage SUCCEED = new HandOffMessage.Succeed("to", new ObjectId("list", "é"), "me");
  private static final HandOffMessage COUNT = new HandOffMessage.Count("to");
  private static final HandOffMessage.Reply COUNTED = new HandOffMessage.Reply.Counted(Map.of("list", 300, "a", 0));

  static Stream<HandOffMessage> messages() {
    return Stream.of(SUCCEED, COUNT);
  }

  static Stream<HandOffMessage.Reply> replies() {
    return Stream.of(
        new HandOffMessage.Reply.Queued(), new HandOffMessage.Reply.Declined("busy"), COUNTED, new HandOffMessage.Reply.Counted(Map.of()));
  }

  @Test
  void theBytes() {
    assertThat(hex(HandOffCodec.encode(SUCCEED))).isEqualTo("0120" + "02746f" + "046c697374" + "02c3a9" + "026d65");
    assertThat(hex(HandOffCodec.encode(COUNT))).isEqualTo("0121" + "02746f");
    assertThat(hex(HandOffCodec.encode(new HandOffMessage.Reply.Queued()))).isEqualTo("0122");
    assertThat(hex(HandOffCodec.encode(new HandOffMessage.Reply.Declined("?")))).isEqualTo("0123" + "013f");
    assertThat(hex(HandOffCodec.encode(COUNTED))).isEqualTo("0124" + "02" + "0161" + "00" + "046c697374" + "ac02");
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageArrivesAsItWasSentAndNothingShorterDoes(HandOffMessage message) {
    byte[] bytes = HandOffCodec.encode(message);

    assertThat(HandOffCodec.reads(bytes)).isTrue();
    assertThat(HandOffCodec.decode(bytes)).isEqualTo(new Decoded.Message<>(message));
    for (int length = 0; length < bytes.length; length++) {
      assertThat(HandOffCodec.decode(Arrays.copyOf(bytes, length))).isInstanceOf(Decoded.Malformed.class);
    }
    assertThat(HandOffCodec.decode(Arrays.copyOf(bytes, bytes.length + 1))).isInstanceOf(Decoded.Malformed.class);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void aReplyArrivesAsItWasSentAndNothingShorterDoes(HandOffMessage.Reply reply) {
    byte[] bytes = HandOffCodec.encode(reply);

    assertThat(HandOffCodec.reads(bytes)).isFalse();
    assertThat(HandOffCodec.decodeReply(bytes)).isEqualTo(new Decoded.Message<>(reply));
    for (int length = 0; length < bytes.length; length++) {
      assertThat(HandOffCodec.decodeReply(Arrays.copyOf(bytes, length))).isInstanceOf(Decoded.Malformed.class);
    }
  }

  @Test
  void whatAPeerOfAnEarlierReleaseAnswersIsNoReply() {
    assertThat(HandOffCodec.decodeReply(new byte[] {1, 3, 2, 0, 0, 0, 0})).isInstanceOf(Decoded.Malformed.class);
    assertThat(HandOffCodec.decodeReply(new byte[] {2, 34})).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void anEndlessNumberOfTypesIsRefused() {
    byte[] bytes = {1, 36, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};

    assertThat(HandOffCodec.decodeReply(bytes)).isInstanceOf(Decoded.Malformed.class);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
