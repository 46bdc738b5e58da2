package dev.highlander.internal.detector;

import dev.highlander.internal.wire.Probe.Reply.Verdict;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the other watchers of a suspect say, collected by one accuser. A second accuser is needed, and more accusers than nodes that reach the
 * suspect: a node that only some can't reach stays.
 */
final class Hearing {

  /** Where it stands. */
  sealed interface State {
    /** The verdicts so far don't decide it. */
    record Open() implements State {}

    /** The suspect is to be expelled. */
    record Confirmed(Set<String> accusers) implements State {}

    /** It stays. */
    record Dismissed(String reason) implements State {}

    /** It was decided before: what comes now changes nothing. */
    record Decided() implements State {}
  }

  private static final int ACCUSERS = 2;

  private final Peer suspect;
  private final Set<String> accusers = new LinkedHashSet<>();
  private final StringBuilder evidence;
  private int pending;
  private int reaching;
  private boolean decided;

  Hearing(Peer suspect, String accuser, String evidence, int jurors) {
    this.suspect = suspect;
    this.evidence = new StringBuilder(evidence);
    this.pending = jurors;
    accusers.add(accuser);
  }

  Peer suspect() {
    return suspect;
  }

  /** All accusers' evidence. */
  String evidence() {
    return evidence.toString();
  }

  /** A juror has spoken. */
  void heard(Verdict verdict) {
    pending--;
    switch (verdict.finding()) {
      case UNREACHABLE -> {
        if (accusers.add(verdict.juror())) {
          evidence.append("; ").append(verdict.juror()).append(": ").append(verdict.evidence());
        }
      }
      case REACHED -> reaching++;
      case ABSTAINED -> {}
    }
  }

  /** A juror did not answer, or not as itself. */
  void unheard() {
    pending--;
  }

  /** It is being acted on. */
  void decided() {
    decided = true;
  }

  State state() {
    if (decided) {
      return new State.Decided();
    }
    if (accusers.size() >= ACCUSERS && accusers.size() > reaching + pending) {
      return new State.Confirmed(Set.copyOf(accusers));
    }
    if (pending > 0) {
      return new State.Open();
    }
    return new State.Dismissed(accusers.size() + " can't reach it, " + reaching + " can");
  }
}
