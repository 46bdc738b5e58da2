package dev.highlander.zookeeper;

import dev.highlander.spi.Holder;
import dev.highlander.spi.Member;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The value of a claim's node, which names who claims: its name and its address, a line each. And the value of the parent, the
 * mark.
 */
final class ClaimValue {

  static final byte[] NO_MARK = new byte[0];

  private static final String HEIR = "to=";

  private ClaimValue() {}

  static byte[] of(Member member) {
    return (member.name() + "\n" + member.address()).getBytes(StandardCharsets.UTF_8);
  }

  /** Who holds a claim; the membership knows it better than the value, if it knows the incarnation. */
  static Holder holder(ClaimName name, ZkSession.Data node, @Nullable Member member) {
    ZkStat stat = node.stat();
    if (member != null) {
      return new Holder(name.incarnation(), member.name(), member.address(), stat.czxid(), stat.createdMillis());
    }
    String[] lines = new String(node.value(), StandardCharsets.UTF_8).split("\n", 2);
    return new Holder(name.incarnation(), lines[0], lines.length < 2 ? "" : lines[1], stat.czxid(), stat.createdMillis());
  }

  /** The mark of a clean release: only the claim that it names skips the takeover wait (protocol C2). */
  static byte[] markFor(ClaimName heir) {
    return (HEIR + heir).getBytes(StandardCharsets.UTF_8);
  }

  static boolean marks(byte[] parent, ClaimName heir) {
    return new String(parent, StandardCharsets.UTF_8).equals(HEIR + heir);
  }
}
