package dev.highlander.internal.transport;

import dev.highlander.internal.wire.ByteSink;
import dev.highlander.internal.wire.ByteSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How two processes find out who they are before the first frame. The dialler says hello, the listener challenges, the dialler proves,
 * the listener proves (welcome), the dialler confirms:
 *
 * <pre>
 * hello      magic, major, minor, cluster, name, whether it has the secret, nonce
 * challenge  major, minor, name, nonce
 * proof      HMAC(secret, DIALLER, transcript)
 * welcome    HMAC(secret, LISTENER, transcript)
 * confirm
 * refused    a sentence; either side, instead of any of its messages; then it closes
 * </pre>
 *
 * The transcript is everything in hello and challenge, so a proof is good for this connection, these names and this direction only: a
 * recorded one fails on the fresh nonces, a reflected one on the role. The dialler proves first, so that a stranger who connects learns
 * nothing that he could use to guess the secret. Without a secret (mutual TLS alone) the proofs are empty.
 *
 * <p>The first three fields of hello, and the form of refused, are the same in every version of the protocol, so that any two versions
 * can at least tell each other what is wrong. Only the major version has to match.
 */
final class Handshake {

  static final int MAJOR = 1;
  static final int MINOR = 0;
  static final int MAGIC = 0x484C4452;
  static final int NONCE_BYTES = 32;

  static final int HELLO = 1;
  static final int CHALLENGE = 2;
  static final int PROOF = 3;
  static final int WELCOME = 4;
  static final int CONFIRM = 5;

  private static final byte[] NO_PROOF = {};

  private final TransportSettings settings;
  private final RandomGenerator random;

  Handshake(TransportSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  /** How it ended. */
  sealed interface Outcome {
    /**
     * Both sides are satisfied.
     *
     * @param peer the other side's name
     */
    record Agreed(String peer) implements Outcome {}

    /** One side was not; the sentence says which and why. */
    record Refused(String reason) implements Outcome {}
  }

  /** The dialling side; blocks. */
  Outcome dial(HandshakeChannel channel) throws IOException {
    byte[] hello = hello();
    channel.send(HELLO, hello);
    ByteSource challenge = channel.receive(CHALLENGE);
    if (challenge == null) {
      return refusedByPeer(channel);
    }
    int major = challenge.octet();
    int minor = challenge.octet();
    String peer = challenge.text();
    byte[] nonce = challenge.blob();
    if (malformed(challenge) || !isName(peer) || nonce.length != NONCE_BYTES) {
      return refuse(channel, "its challenge is malformed");
    }
    if (major != MAJOR) {
      return refuse(channel, versions(major, minor));
    }
    byte[] transcript = transcript(hello, major, minor, peer, nonce);
    channel.send(PROOF, new ByteSink(64).blob(prove(ClusterSecret.Role.DIALLER, transcript)).take());
    ByteSource welcome = channel.receive(WELCOME);
    if (welcome == null) {
      return refusedByPeer(channel);
    }
    byte[] proof = welcome.blob();
    if (malformed(welcome) || !isProof(ClusterSecret.Role.LISTENER, transcript, proof)) {
      return refuse(channel, "it does not know the cluster secret");
    }
    channel.send(CONFIRM, NO_PROOF);
    return new Outcome.Agreed(peer);
  }

  /**
   * The listening side; blocks.
   *
   * @param noRoom why nobody can be let in at present, or null
   */
  Outcome accept(HandshakeChannel channel, @Nullable String noRoom) throws IOException {
    byte[] hello = channel.receiveBytes(HELLO);
    if (hello == null) {
      return refusedByPeer(channel);
    }
    ByteSource in = new ByteSource(hello);
    if (in.number() != MAGIC) {
      return refuse(channel, "it is no peer of this protocol");
    }
    int major = in.octet();
    int minor = in.octet();
    if (major != MAJOR) {
      return refuse(channel, versions(major, minor));
    }
    String cluster = in.text();
    String peer = in.text();
    boolean hasSecret = in.flag();
    byte[] theirNonce = in.blob();
    if (malformed(in) || !isName(peer) || theirNonce.length != NONCE_BYTES) {
      return refuse(channel, "its hello is malformed");
    }
    if (!cluster.equals(settings.cluster())) {
      return refuse(channel, "it belongs to the cluster '" + HandshakeChannel.printable(cluster) + "', which is another one");
    }
    if (hasSecret != (settings.secret() != null)) {
      return refuse(channel, "one side is configured with a cluster secret and the other is not");
    }
    if (noRoom != null) {
      return refuse(channel, noRoom);
    }
    byte[] nonce = nonce();
    channel.send(CHALLENGE, new ByteSink(128).octet(MAJOR).octet(MINOR).text(settings.name()).blob(nonce).take());
    byte[] transcript = transcript(hello, MAJOR, MINOR, settings.name(), nonce);
    ByteSource answer = channel.receive(PROOF);
    if (answer == null) {
      return refusedByPeer(channel);
    }
    byte[] proof = answer.blob();
    if (malformed(answer) || !isProof(ClusterSecret.Role.DIALLER, transcript, proof)) {
      return refuse(channel, "it does not know the cluster secret");
    }
    channel.send(WELCOME, new ByteSink(64).blob(prove(ClusterSecret.Role.LISTENER, transcript)).take());
    return channel.receive(CONFIRM) == null ? refusedByPeer(channel) : new Outcome.Agreed(peer);
  }

  private byte[] hello() {
    return new ByteSink(256)
        .number(MAGIC)
        .octet(MAJOR)
        .octet(MINOR)
        .text(settings.cluster())
        .text(settings.name())
        .flag(settings.secret() != null)
        .blob(nonce())
        .take();
  }

  private static byte[] transcript(byte[] hello, int major, int minor, String listener, byte[] nonce) {
    return new ByteSink(512).blob(hello).octet(major).octet(minor).text(listener).blob(nonce).take();
  }

  private byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return nonce;
  }

  private byte[] prove(ClusterSecret.Role role, byte[] transcript) {
    ClusterSecret secret = settings.secret();
    return secret == null ? NO_PROOF : secret.prove(role, transcript);
  }

  private boolean isProof(ClusterSecret.Role role, byte[] transcript, byte[] proof) {
    ClusterSecret secret = settings.secret();
    return secret == null ? Arrays.equals(proof, NO_PROOF) : secret.isProof(role, transcript, proof);
  }

  private static boolean malformed(ByteSource in) {
    return in.finish(true) instanceof dev.highlander.internal.wire.Decoded.Malformed<Boolean>;
  }

  private static boolean isName(@Nullable String name) {
    return name != null && !name.isEmpty() && name.length() <= TransportSettings.MAX_NAME_BYTES && name.equals(HandshakeChannel.printable(name));
  }

  private static String versions(int major, int minor) {
    return "it speaks protocol version " + major + "." + minor + ", this side " + MAJOR + "." + MINOR
        + "; the first number has to be the same";
  }

  /** Tells the other side, in words that are true from its point of view, and us. */
  private Outcome refuse(HandshakeChannel channel, String reason) {
    channel.sendRefusal(settings.name() + " refused its peer: " + reason);
    return new Outcome.Refused(reason);
  }

  private static Outcome refusedByPeer(HandshakeChannel channel) {
    return new Outcome.Refused(channel.refusal());
  }
}
