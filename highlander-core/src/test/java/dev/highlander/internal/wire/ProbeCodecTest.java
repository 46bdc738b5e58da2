package dev.highlander.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.internal.model.Answer;
import dev.highlander.spi.Transport;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbeCodecTest {

  private static final List<Probe> PROBES = List.of(new Probe.Ping("a".repeat(22)), new Probe.Ping(""), new Probe.Inquiry("é"));
  private static final List<Probe.Reply> REPLIES =
      List.of(
          new Probe.Reply.Pong("a"),
          new Probe.Reply.Verdict("a", Probe.Finding.REACHED, ""),
          new Probe.Reply.Verdict("b", Probe.Finding.UNREACHABLE, "refused"),
          new Probe.Reply.Verdict("", Probe.Finding.ABSTAINED, "late"));

  @Test
  void whatIsEncodedIsDecoded() {
    PROBES.forEach(probe -> assertThat(ProbeCodec.decode(ProbeCodec.encode(probe))).isEqualTo(new Decoded.Message<>(probe)));
    REPLIES.forEach(reply -> assertThat(ProbeCodec.decodeReply(ProbeCodec.encode(reply))).isEqualTo(new Decoded.Message<>(reply)));
  }

  @Test
  void callsAndProbesAreToldApart() {
    WireSamples samples = new WireSamples(new Random(3));

    PROBES.forEach(probe -> assertThat(ProbeCodec.isProbe(ProbeCodec.encode(probe))).isTrue());
    assertThat(ProbeCodec.isProbe(InvokeCodec.encode(samples.invoke(0), 0))).isFalse();
    assertThat(ProbeCodec.isProbe(new byte[] {1})).isFalse();
    assertThat(ProbeCodec.decodeReply(AnswerCodec.encode(new Answer.NotOwner(null)))).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void aMessageCutAnywhereOrOfAnotherVersionIsRefused() {
    for (Probe probe : PROBES) {
      byte[] bytes = ProbeCodec.encode(probe);
      for (int length = 0; length < bytes.length; length++) {
        assertThat(ProbeCodec.decode(Arrays.copyOf(bytes, length))).isInstanceOf(Decoded.Malformed.class);
      }
      bytes[0] = 2;
      assertThat(ProbeCodec.decode(bytes)).isInstanceOf(Decoded.Malformed.class);
    }
    for (Probe.Reply reply : REPLIES) {
      byte[] bytes = ProbeCodec.encode(reply);
      for (int length = 0; length < bytes.length; length++) {
        assertThat(ProbeCodec.decodeReply(Arrays.copyOf(bytes, length))).isInstanceOf(Decoded.Malformed.class);
      }
    }
    assertThat(ProbeCodec.decodeReply(HexFormat.of().parseHex("0113" + "0161" + "04" + "00"))).as("finding 4").isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void longEvidenceIsCutSoThatAVerdictFitsAProbe() {
    byte[] bytes = ProbeCodec.encode(new Probe.Reply.Verdict("a".repeat(22), Probe.Finding.UNREACHABLE, "é".repeat(100_000)));

    assertThat(bytes).hasSizeLessThan(Transport.MAX_PROBE_BYTES);
    assertThat(ProbeCodec.decodeReply(bytes)).isInstanceOf(Decoded.Message.class);
  }
}
