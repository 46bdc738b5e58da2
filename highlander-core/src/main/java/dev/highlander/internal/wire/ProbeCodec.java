package dev.highlander.internal.wire;

/** A probe's and its reply's body: version, tag, then the fields in order. The tags are not those of calls, so that both can be told apart. */
public final class ProbeCodec {

  private static final int PING = 16;
  private static final int INQUIRY = 17;
  private static final int PONG = 18;
  private static final int VERDICT = 19;

  /** Evidence is for people: what is longer is cut. */
  private static final int MAX_EVIDENCE = 500;

  private ProbeCodec() {}

  /** Whether a request's body is a probe and not a call. */
  public static boolean isProbe(byte[] body) {
    return body.length > 1 && (body[1] == PING || body[1] == INQUIRY);
  }

  /** A probe as bytes. */
  public static byte[] encode(Probe probe) {
    return switch (probe) {
      case Probe.Ping(String target) -> start(PING).text(target).take();
      case Probe.Inquiry(String suspect) -> start(INQUIRY).text(suspect).take();
    };
  }

  /** A reply as bytes. */
  public static byte[] encode(Probe.Reply reply) {
    return switch (reply) {
      case Probe.Reply.Pong(String incarnation) -> start(PONG).text(incarnation).take();
      case Probe.Reply.Verdict(String juror, Probe.Finding finding, String evidence) ->
          start(VERDICT).text(juror).octet(code(finding)).text(evidence.substring(0, Math.min(evidence.length(), MAX_EVIDENCE))).take();
    };
  }

  /** Reads a probe. */
  public static Decoded<Probe> decode(byte[] body) {
    ByteSource in = new ByteSource(body);
    Probe probe =
        switch (tag(in)) {
          case PING -> new Probe.Ping(in.text());
          case INQUIRY -> new Probe.Inquiry(in.text());
          default -> {
            in.refuse("no probe");
            yield new Probe.Ping("");
          }
        };
    return in.finish(probe);
  }

  /** Reads a reply. */
  public static Decoded<Probe.Reply> decodeReply(byte[] body) {
    ByteSource in = new ByteSource(body);
    Probe.Reply reply =
        switch (tag(in)) {
          case PONG -> new Probe.Reply.Pong(in.text());
          case VERDICT -> new Probe.Reply.Verdict(in.text(), finding(in), in.text());
          default -> {
            in.refuse("no reply to a probe");
            yield new Probe.Reply.Pong("");
          }
        };
    return in.finish(reply);
  }

  private static ByteSink start(int tag) {
    return new ByteSink(64).octet(InvokeCodec.VERSION).octet(tag);
  }

  private static int tag(ByteSource in) {
    int version = in.octet();
    if (version != InvokeCodec.VERSION) {
      in.refuse("message version " + version + "; this process speaks " + InvokeCodec.VERSION);
    }
    return in.octet();
  }

  private static int code(Probe.Finding finding) {
    return switch (finding) {
      case REACHED -> 1;
      case UNREACHABLE -> 2;
      case ABSTAINED -> 3;
    };
  }

  private static Probe.Finding finding(ByteSource in) {
    int code = in.octet();
    return switch (code) {
      case 1 -> Probe.Finding.REACHED;
      case 2 -> Probe.Finding.UNREACHABLE;
      case 3 -> Probe.Finding.ABSTAINED;
      default -> {
        in.refuse("unknown finding " + code);
        yield Probe.Finding.ABSTAINED;
      }
    };
  }
}
