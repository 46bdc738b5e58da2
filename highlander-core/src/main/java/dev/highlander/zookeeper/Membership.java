package dev.highlander.zookeeper;

import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in the cluster, kept by a watch on the children of {@code nodes}, and by one on its value, which is touched when a
 * member changes what it says of itself: watching the entries would bring an event for each heartbeat. Runs in the session's
 * order, except for {@link #view}.
 */
final class Membership {

  private static final Logger log = LoggerFactory.getLogger(Membership.class);

  private final ZkSession session;
  private final Paths paths;
  private final Consumer<MembershipView> changed;
  private final Runnable selfMissing;
  private final String self;
  private final Ticker ticker;
  private final Map<String, Member> known = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();

  /** The entries that existed when {@code nodes} was last listed, readable or not. */
  private Set<String> present = Set.of();

  /** Whether {@link #present} is as new as every reply that came so far: its watch is armed and has not fired. */
  private boolean current;

  /** When {@link #present} was received. */
  private long listedNanos;

  private long tick = Long.MIN_VALUE;
  private boolean loading;
  private List<Consumer<ZkReply<MembershipView>>> waiting = new ArrayList<>();
  private volatile MembershipView view = MembershipView.EMPTY;

  Membership(ZkSession session, Paths paths, String self, Ticker ticker, Consumer<MembershipView> changed, Runnable selfMissing) {
    this.session = session;
    this.ticker = ticker;
    this.paths = paths;
    this.self = self;
    this.changed = changed;
    this.selfMissing = selfMissing;
  }

  MembershipView view() {
    return view;
  }

  /** What is known may be older than the next reply: the watch fired or the connection was lost. */
  void outdate() {
    current = false;
  }

  /**
   * Reads what changed and arms the watches. One load at a time: a call while one is running is answered by the next one, so the
   * reply always brings a view that is at least as new as the call.
   */
  void load(Consumer<ZkReply<MembershipView>> reply) {
    waiting.add(reply);
    if (!loading) {
      start();
    }
  }

  private void start() {
    loading = true;
    // Before the reads, which arm the watches: a change after them fires and takes it back.
    current = true;
    List<Consumer<ZkReply<MembershipView>>> batch = waiting;
    waiting = new ArrayList<>();
    session.data(
        paths.nodes(),
        true,
        data -> {
          if (data instanceof ZkReply.Done<ZkSession.Data> done && done.value().stat().mzxid() != tick) {
            tick = done.value().stat().mzxid();
            known.clear();
            unreadable.clear();
          }
        });
    session.children(
        paths.nodes(),
        true,
        names -> {
          if (names instanceof ZkReply.Done<List<String>> done) {
            present = Set.copyOf(done.value());
            listedNanos = ticker.nanos();
            known.keySet().retainAll(present);
            unreadable.retainAll(present);
            readUnknown(batch);
          } else {
            if (names.refused(ZkReply.Reason.NO_NODE)) {
              guarded(selfMissing);
            }
            finish(failed(names), batch);
          }
        });
  }

  private void readUnknown(List<Consumer<ZkReply<MembershipView>>> batch) {
    // In the order of their names, since a set's own order is another one in every process.
    List<String> unknown = present.stream().sorted().collect(Collectors.toCollection(ArrayList::new));
    unknown.removeAll(known.keySet());
    unknown.removeAll(unreadable);
    var failures = new ArrayList<ZkReply<MembershipView>>();
    int[] left = {unknown.size()};
    if (unknown.isEmpty()) {
      loaded(failures, batch);
    }
    for (String incarnation : unknown) {
      session.data(
          paths.node(incarnation),
          false,
          data -> {
            if (data instanceof ZkReply.Done<ZkSession.Data> read) {
              learn(incarnation, read.value().value());
            } else if (!data.refused(ZkReply.Reason.NO_NODE)) {
              failures.add(failed(data));
            }
            if (--left[0] == 0) {
              loaded(failures, batch);
            }
          });
    }
  }

  private void learn(String incarnation, byte[] value) {
    NodeData.decode(incarnation, value)
        .ifPresentOrElse(
            member -> known.put(incarnation, member),
            () -> {
              if (unreadable.add(incarnation)) {
                log.warn("Node entry {} is not readable and is left out of the membership", paths.node(incarnation));
              }
            });
  }

  private void loaded(List<ZkReply<MembershipView>> failures, List<Consumer<ZkReply<MembershipView>>> batch) {
    if (!failures.isEmpty()) {
      finish(failures.getFirst(), batch);
      return;
    }
    if (!present.contains(self)) {
      guarded(selfMissing);
    }
    var loaded = new MembershipView(List.copyOf(known.values()));
    if (!loaded.members().equals(view.members())) {
      view = loaded;
      guarded(() -> changed.accept(loaded));
    }
    finish(new ZkReply.Done<>(loaded), batch);
  }

  /** Whoever is told may throw; the loads to come must not depend on it, since nobody would be told anything again. */
  private static void guarded(Runnable told) {
    try {
      told.run();
    } catch (RuntimeException | Error thrown) {
      log.error("A change of the members could not be followed", thrown);
    }
  }

  private void finish(ZkReply<MembershipView> result, List<Consumer<ZkReply<MembershipView>>> batch) {
    if (!(result instanceof ZkReply.Done)) {
      current = false;
    }
    loading = false;
    batch.forEach(reply -> guarded(() -> reply.accept(result)));
    if (!waiting.isEmpty() && !loading) {
      start();
    }
  }

  /**
   * Which of these incarnations have no node entry any more, decided from state that is at least as new as every reply that came
   * before this call (protocol L4). One that is not in the present view may merely not have been seen yet: then {@code nodes} is
   * read again.
   */
  void gone(Set<String> incarnations, Consumer<ZkReply<Set<String>>> reply) {
    if (current && !loading && present.containsAll(incarnations)) {
      reply.accept(new ZkReply.Done<>(Set.of()));
      return;
    }
    session.children(
        paths.nodes(),
        false,
        names -> {
          if (names instanceof ZkReply.Done<List<String>> done) {
            Set<String> gone = new HashSet<>(incarnations);
            done.value().forEach(gone::remove);
            reply.accept(new ZkReply.Done<>(gone));
          } else {
            reply.accept(failed(names));
          }
        });
  }

  /**
   * A moment since which no node entry has ended, as far as replies and events received so far can tell: when {@code nodes} was last
   * listed, if the watch which that list armed has not fired; otherwise now. An entry that ended before any reply of this session was
   * sent ended before this moment, since the watch's event comes before a reply that could show the effect (protocol L5).
   */
  long sameSinceNanos() {
    return current && !loading ? listedNanos : ticker.nanos();
  }

  /** The same failure for another type of value. */
  @SuppressWarnings("unchecked") // a failure has no value
  static <T> ZkReply<T> failed(ZkReply<?> failure) {
    return (ZkReply<T>) failure;
  }

  @Nullable Member find(String incarnation) {
    return view.find(incarnation).orElse(null);
  }
}
