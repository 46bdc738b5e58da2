package dev.highlander.internal.detector;

import dev.highlander.ProbeSettings;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.util.SerialQueue;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.Probe;
import dev.highlander.internal.wire.Probe.Finding;
import dev.highlander.internal.wire.Probe.Reply.Verdict;
import dev.highlander.internal.wire.ProbeCodec;
import dev.highlander.spi.Expulsion;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the other nodes for one incarnation of this one, and expels those that are gone (protocol L4).
 *
 * <ol>
 *   <li><b>Probe.</b> Each watched peer ({@link Ring}) is asked for its incarnation, one question at a time, on a connection that carries nothing
 *       else.
 *   <li><b>Suspect.</b> {@link Peer} judges: two signs that nobody is there, or several probes without an answer. Nothing counts that was seen
 *       while this node itself was not well ({@link LocalHealth}).
 *   <li><b>Hear others.</b> The suspect's other watchers are asked what they know; they judge by their own probes and their own health ({@link
 *       Hearing}). Of two nodes, one decides alone, after it has made sure that there are only two.
 *   <li><b>Expel.</b> One transaction of the registry checks that all accusers and the suspect are members, deletes the suspect's entry, and keeps
 *       the cluster's limit of expulsions.
 * </ol>
 *
 * A wrong decision costs availability and nothing else: heirs wait the takeover wait at any rate. A missed one costs the rest of a session
 * time-out. So the detector is quick where the evidence is hard, and silent where it is in doubt.
 *
 * <p>After SWIM (Das, Gupta, Motivala, 2002) with its indirect probes replaced by the verdicts of those who probe anyway. All state is confined to
 * one {@link SerialQueue}; public methods may be called from any thread and return at once.
 */
public final class FailureDetector {

  private static final Logger LOG = LoggerFactory.getLogger(FailureDetector.class);

  /** After a first sign that a peer is gone the next probe follows soon. */
  private static final Duration RECHECK = Duration.ofMillis(30);

  /** Between two hearings; a juror that has just begun to doubt knows more by then. */
  private static final long REST_NANOS = Duration.ofMillis(60).toNanos();

  /** After the registry refused, mostly because too many were expelled lately. */
  private static final long LONG_REST_NANOS = Duration.ofMillis(500).toNanos();

  /** At most this part of the cluster's nodes holds places at the same time, and always one. */
  private static final int SHARE = 4;

  private final Platform platform;
  private final Transport transport;
  private final Tenure tenure;
  private final String self;
  private final ProbeSettings settings;
  private final Duration lease;
  private final LocalHealth health;
  private final SerialQueue queue = new SerialQueue();
  private final Map<String, Peer> peers = new LinkedHashMap<>();
  private Ring ring = Ring.of(MembershipView.EMPTY);
  private @Nullable Hearing hearing;
  private long nextHearingNanos;
  private boolean saidSick;
  private volatile DetectorCounts counts = DetectorCounts.NONE;
  private volatile boolean stopped;

  /**
   * A detector that does nothing until it is started and told of members.
   *
   * @param tenure the life of this process that it belongs to
   * @param lease how long a renewal lasts; an expulsion holds its place for so long
   */
  public FailureDetector(Platform platform, Transport transport, Tenure tenure, ProbeSettings settings, Duration lease) {
    this.platform = platform;
    this.transport = transport;
    this.tenure = tenure;
    this.self = tenure.incarnation().id();
    this.settings = settings;
    this.lease = lease;
    this.health = new LocalHealth(platform.ticker(), tenure.lease(), lease, settings);
    this.nextHearingNanos = platform.ticker().nanos();
  }

  /** Begins to watch this process's own pace, and whoever {@link #members} names. */
  public void start() {
    platform.scheduling().after(health.every(), this::tick);
  }

  /** Ends it: probes and hearings under way come to nothing. */
  public void stop() {
    stopped = true;
  }

  /** The members changed. */
  public void members(MembershipView view) {
    queue.execute(() -> watch(Ring.of(view)));
  }

  /** What it has done so far. */
  public DetectorCounts counts() {
    return counts;
  }

  private void tick() {
    if (!stopped) {
      try {
        queue.execute(
            () -> {
              if (health.tick()) {
                peers.values().forEach(Peer::forget);
              }
            });
      } finally {
        platform.scheduling().after(health.every(), this::tick);
      }
    }
  }

  private void watch(Ring now) {
    ring = now;
    List<Member> watched = ring.watchedBy(self);
    peers.keySet().retainAll(watched.stream().map(Member::incarnation).toList());
    if (hearing != null && !peers.containsKey(hearing.suspect().id())) {
      hearing = null;
    }
    for (Member member : watched) {
      if (!peers.containsKey(member.incarnation())) {
        Peer peer = new Peer(member, settings);
        peers.put(peer.id(), peer);
        // Spread, so that all probes of a cluster that started together don't beat as one.
        probeAfter(Duration.ofNanos(platform.random().nextLong(settings.interval().toNanos())), peer);
      }
    }
  }

  private boolean watches(Peer peer) {
    return !stopped && peers.get(peer.id()) == peer;
  }

  // ---- probing ----

  private void probeAfter(Duration delay, Peer peer) {
    peer.next(platform.scheduling().after(delay, () -> queue.execute(() -> probe(peer))));
  }

  private void probe(Peer peer) {
    if (!watches(peer) || !peer.beginProbe()) {
      return;
    }
    long sent = platform.ticker().nanos();
    byte[] ping = ProbeCodec.encode(new Probe.Ping(peer.id()));
    ask(
        peer.member(),
        ping,
        reply -> observed(peer, sent, Observation.of(reply, peer.id())),
        failure -> observed(peer, sent, Observation.of(failure, endedEarly(sent))));
  }

  private boolean endedEarly(long sentNanos) {
    return platform.ticker().nanos() - sentNanos < settings.timeout().toNanos() * 3 / 4;
  }

  /** Asks, and gets one answer or another: a probe or a hearing without an end would be the last one of its peer. */
  private void ask(Member member, byte[] question, Consumer<byte[]> reply, Consumer<Transport.Failure> failure) {
    AtomicBoolean ended = new AtomicBoolean();
    var handler = new Transport.ReplyHandler() {
      @Override
      public void onReply(byte[] body) {
        end(() -> reply.accept(body));
      }

      @Override
      public void onFailure(Transport.Failure why) {
        end(() -> failure.accept(why));
      }

      private void end(Runnable step) {
        if (ended.compareAndSet(false, true)) {
          queue.execute(step);
        }
      }
    };
    try {
      transport.probe(member.address(), question, settings.timeout().toNanos(), handler);
    } catch (RuntimeException | Error thrown) {
      LOG.error("{} could not be asked", member.address(), thrown);
      handler.onFailure(new Transport.Failure.Full("it could not be asked: " + thrown));
    }
  }

  private void observed(Peer peer, long sentNanos, Observation observation) {
    if (!watches(peer)) {
      return;
    }
    peer.endProbe();
    long now = platform.ticker().nanos();
    boolean answered = observation instanceof Observation.Reached;
    boolean news = !answered && !peer.doubted();
    counts = counts.probed(answered);
    if (answered || !health.stoodStillSince(sentNanos)) {
      peer.observe(observation, now);
    }
    long rest = Math.max(settings.interval().toNanos() - (now - sentNanos), 0);
    boolean soon = !(answered || observation instanceof Observation.Silent) && peer.suspicion(now) == null;
    probeAfter(soon ? RECHECK : Duration.ofNanos(rest), peer);
    if (news) {
      // Is it the peer, or is it this node? By the second sign the others will have answered, or not.
      peers.values().forEach(this::probe);
    }
    judge(peer);
  }

  // ---- judging ----

  private void judge(Peer peer) {
    String suspicion = peer.suspicion(platform.ticker().nanos());
    if (suspicion == null) {
      if (peer.accused() && !peer.doubted()) {
        peer.accused(false);
        LOG.info("{} reaches {} again", tenure.incarnation().self().name(), named(peer));
      }
      return;
    }
    if (!well()) {
      return;
    }
    if (!peer.accused()) {
      peer.accused(true);
      counts = counts.accused();
      LOG.warn("{} can't reach {}: {}", tenure.incarnation().self().name(), named(peer), suspicion);
    }
    if (hearing == null && platform.ticker().nanos() - nextHearingNanos >= 0) {
      hear(peer, suspicion);
    }
  }

  private boolean well() {
    switch (health.condition(peers.values(), ring.size())) {
      case LocalHealth.Condition.Well well -> {
        saidSick = false;
        return true;
      }
      case LocalHealth.Condition.Sick sick -> {
        if (!saidSick) {
          saidSick = true;
          LOG.warn("{} has missed peers, but accuses nobody: {}", tenure.incarnation().self().name(), sick.reason());
        }
        return false;
      }
    }
  }

  /** Another node asks what this one knows of a member. */
  void inquire(String suspect, Consumer<Verdict> reply) {
    queue.execute(
        () -> {
          Verdict verdict = verdict(suspect);
          Peer peer = peers.get(suspect);
          if (peer != null && verdict.finding() != Finding.UNREACHABLE) {
            probe(peer); // the next one who asks gets news
          }
          reply.accept(verdict);
        });
  }

  private Verdict verdict(String suspect) {
    Peer peer = peers.get(suspect);
    if (stopped || peer == null) {
      return new Verdict(self, Finding.ABSTAINED, "it does not watch " + suspect);
    }
    if (health.condition(peers.values(), ring.size()) instanceof LocalHealth.Condition.Sick sick) {
      return new Verdict(self, Finding.ABSTAINED, sick.reason());
    }
    String suspicion = peer.suspicion(platform.ticker().nanos());
    if (suspicion != null) {
      return new Verdict(self, Finding.UNREACHABLE, suspicion);
    }
    return peer.everReached() && !peer.doubted()
        ? new Verdict(self, Finding.REACHED, "it answered")
        : new Verdict(self, Finding.ABSTAINED, "it is not sure");
  }

  // ---- deciding: one suspect at a time ----

  private void hear(Peer suspect, String suspicion) {
    List<Member> jurors = new ArrayList<>(ring.watchersOf(suspect.id()));
    jurors.removeIf(juror -> juror.incarnation().equals(self));
    Hearing opened = new Hearing(suspect, self, suspicion, jurors.size());
    hearing = opened;
    if (ring.size() == 2) {
      decideAlone(opened);
      return;
    }
    byte[] question = ProbeCodec.encode(new Probe.Inquiry(suspect.id()));
    for (Member juror : jurors) {
      ask(juror, question, reply -> heard(opened, juror, reply), failure -> {
        opened.unheard();
        conclude(opened);
      });
    }
  }

  private void heard(Hearing open, Member juror, byte[] reply) {
    if (ProbeCodec.decodeReply(reply) instanceof Decoded.Message<Probe.Reply>(Verdict verdict) && verdict.juror().equals(juror.incarnation())) {
      open.heard(verdict);
    } else {
      open.unheard();
    }
    conclude(open);
  }

  private void conclude(Hearing open) {
    if (stopped || hearing != open) {
      return;
    }
    switch (open.state()) {
      case Hearing.State.Open undecided -> {}
      case Hearing.State.Decided decided -> {}
      case Hearing.State.Dismissed dismissed -> {
        LOG.debug("{} is not expelled: {}", named(open.suspect()), dismissed.reason());
        close(REST_NANOS);
      }
      case Hearing.State.Confirmed confirmed -> decide(open, confirmed.accusers());
    }
  }

  /** The own view may be behind: where there is a third node, its word is needed. */
  private void decideAlone(Hearing open) {
    asked(() -> tenure.incarnation().refreshMembers()).whenComplete((fresh, problem) -> queue.execute(() -> {
      if (stopped || hearing != open) {
        return;
      }
      Ring now = problem == null ? Ring.of(fresh) : Ring.of(MembershipView.EMPTY);
      boolean two = now.size() == 2 && now.contains(self) && now.contains(open.suspect().id());
      if (two) {
        decide(open, Set.of(self));
      } else {
        close(REST_NANOS);
      }
    }));
  }

  /** Much may have happened while others were asked. */
  private void decide(Hearing open, Set<String> accusers) {
    if (open.suspect().suspicion(platform.ticker().nanos()) == null || !well()) {
      close(REST_NANOS);
      return;
    }
    open.decided();
    var order = new Expulsion.Order(open.suspect().id(), accusers, Math.max(1, ring.size() / SHARE), lease);
    asked(() -> tenure.incarnation().expel(order))
        .whenComplete((result, problem) ->
            queue.execute(() -> expelled(open, accusers, problem == null ? result : new Expulsion.Unknown(String.valueOf(problem)))));
  }

  /** As above, for the registry. */
  private static <T> CompletableFuture<T> asked(Supplier<CompletableFuture<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException | Error thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void expelled(Hearing decided, Set<String> accusers, Expulsion result) {
    String victim = named(decided.suspect());
    switch (result) {
      case Expulsion.Done done -> {
        counts = counts.expelled();
        LOG.warn("{} has expelled {}, accused by {}: {}", tenure.incarnation().self().name(), victim, accusers, decided.evidence());
      }
      case Expulsion.Gone gone -> LOG.debug("{} is gone already", victim);
      case Expulsion.Refused refused -> LOG.warn("{} is not expelled: {}", victim, refused.reason());
      case Expulsion.Unknown unknown -> LOG.warn("not known whether {} is expelled: {}", victim, unknown.reason());
    }
    if (hearing == decided) {
      close(result instanceof Expulsion.Done || result instanceof Expulsion.Gone ? REST_NANOS : LONG_REST_NANOS);
    }
  }

  private void close(long restNanos) {
    hearing = null;
    nextHearingNanos = platform.ticker().nanos() + restNanos;
  }

  private static String named(Peer peer) {
    return peer.member().name() + " at " + peer.member().address() + " (" + peer.id() + ")";
  }
}
