package dev.highlander.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.spi.Holder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of version 1. A change here is a change of the protocol between processes of different releases. */
class MessageGoldenBytesTest {

  @Test
  void anUpdate() {
    Invocation update =
        new Invocation(
            new ObjectId("list", "é"), new Operation.Update("rename"), new Arguments.Json("[1]".getBytes(UTF_8)), Caller.user("al"),
            new RequestId.Sequenced("me", 300), 299, true, List.of(new ObjectId("user", "u")), false, 30_000_000_000L);

    assertThat(hex(InvokeCodec.encode(new Invoke("inc", update), 0)))
        .isEqualTo(
            "0101" + "03696e63" // version, invoke, target incarnation
                + "046c697374" + "02c3a9" // object
                + "02" + "0672656e616d65" // update, handler
                + "035b315d" // arguments
                + "00" + "02616c" // user, name
                + "01" + "026d65" + "ac02" // sequenced id
                + "ab02" + "01" // lowest outstanding, repeated
                + "01" + "0475736572" + "0175" // path
                + "00" + "b0ea01"); // strict, milliseconds left
  }

  @Test
  void aConditionalWriteByAService() {
    Invocation write =
        new Invocation(
            new ObjectId("t", "a"), new Operation.Write(new Operation.Expectation(7, "b1")), Arguments.NONE, Caller.service("n"),
            RequestId.named("k"), 0, false, List.of(), true, -1);

    assertThat(hex(InvokeCodec.encode(new Invoke("", write), 0)))
        .isEqualTo("0101" + "00" + "0174" + "0161" + "05" + "01" + "07" + "026231" + "025b5d" + "01" + "016e" + "02" + "016b"
            + "00" + "00" + "00" + "01" + "00");
  }

  @Test
  void theAnswers() {
    Answer done = new Answer.Done(Payload.NULL, new Receipt(true, 8, "b", new Epoch(1, 128), "n1"));
    Answer failed = new Answer.Failed(new Problem(ErrorKind.REJECTED, "full", "no", null));
    Answer decided = new Answer.Failed(new Problem(ErrorKind.REJECTED, "full", "no", null), new Receipt(true, 8, "b", new Epoch(1, 128), "n1"));
    Answer hinted = new Answer.NotOwner(new Holder("i", "n", "h:1", 5, 0));

    assertThat(hex(AnswerCodec.encode(done)))
        .isEqualTo("0102" + "046e756c6c" + "01" + "08" + "0162" + "01" + "8001" + "026e31");
    assertThat(hex(AnswerCodec.encode(failed))).isEqualTo("0103" + "01" + "0466756c6c" + "026e6f" + "00" + "00");
    assertThat(hex(AnswerCodec.encode(decided)))
        .isEqualTo("0103" + "01" + "0466756c6c" + "026e6f" + "00" + "01" + "01" + "08" + "0162" + "01" + "8001" + "026e31");
    assertThat(hex(AnswerCodec.encode(hinted))).isEqualTo("0104" + "01" + "0169" + "016e" + "03683a31" + "05" + "00");
    assertThat(hex(AnswerCodec.encode(new Answer.NotOwner(null)))).isEqualTo("0104" + "00");
    assertThat(hex(AnswerCodec.encode(new Answer.Unknown("?")))).isEqualTo("0105" + "013f");
  }

  @Test
  void probesAndTheirReplies() {
    assertThat(hex(ProbeCodec.encode(new Probe.Ping("inc")))).isEqualTo("0110" + "03696e63");
    assertThat(hex(ProbeCodec.encode(new Probe.Inquiry("inc")))).isEqualTo("0111" + "03696e63");
    assertThat(hex(ProbeCodec.encode(new Probe.Reply.Pong("")))).isEqualTo("0112" + "00");
    assertThat(hex(ProbeCodec.encode(new Probe.Reply.Verdict("me", Probe.Finding.REACHED, "a")))).isEqualTo("0113" + "026d65" + "01" + "0161");
    assertThat(hex(ProbeCodec.encode(new Probe.Reply.Verdict("me", Probe.Finding.UNREACHABLE, "")))).isEqualTo("0113" + "026d65" + "02" + "00");
    assertThat(hex(ProbeCodec.encode(new Probe.Reply.Verdict("me", Probe.Finding.ABSTAINED, "")))).isEqualTo("0113" + "026d65" + "03" + "00");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
