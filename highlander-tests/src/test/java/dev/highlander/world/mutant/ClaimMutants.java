package dev.highlander.world.mutant;

import static dev.highlander.world.mutant.Mutant.patch;
import static dev.highlander.world.mutant.Mutant.shown;

import java.util.List;

/**
 * Deliberate errors in claims, releases and marks that traces show; seeds hardly ever come by them.
 *
 * <p>Two checks are missing here, because no error in them breaks a promise: other rules cover them.
 *
 * <ul>
 *   <li><em>A claim without the check of the own node entry</em> (C1). What an expelled process claims is void: whoever comes next does not count
 *       it, is first, and serves no sooner than W after a moment that is not before the expulsion. An expelled process can't renew, so by then
 *       the lease that the void claim was served under is over. Its release is checked. The model's variant {@code fixed-no-claimcheck} finds
 *       nothing. The check keeps a process that does not know of its expulsion from beginning what it can't finish.
 *   <li><em>A clean release although the lease has run out</em> (C2). The release's check shows that the own node entry, whose path is never made
 *       twice, still exists. So the claim has counted until that very transaction, nobody else can have owned the object since, and the
 *       activation is closed: no lease is needed to know that it serves no more. A write of unknown outcome is another matter, and another
 *       check.
 * </ul>
 */
final class ClaimMutants {

  private static final String ACTIVATION = "internal/activation/Activation.java";
  private static final String CLAIM = "zookeeper/ClaimAttempt.java";
  private static final String DRAIN = "internal/handoff/Drain.java";
  private static final String JANITOR = "zookeeper/ZooKeeperJanitor.java";
  private static final String MEMBERSHIP = "zookeeper/Membership.java";
  private static final String RELEASE = "zookeeper/ReleaseAttempt.java";
  private static final String TABLE = "zookeeper/ClaimTable.java";

  private ClaimMutants() {}

  static List<Mutant> all() {
    return List.of(
        shown(
            "a release does not check the own node entry",
            "C2",
            "ClaimTraces.releaseOfAnExpelledOwner",
            "two serve",
            patch(
                RELEASE,
                "send(List.of(standing.own().check(), new ZkOp.Delete(path(own)), new ZkOp.Delete(parent)), 1, this::alone);",
                "send(List.of(new ZkOp.Delete(path(own)), new ZkOp.Delete(parent)), 0, this::alone);")),
        shown(
            "the janitor gives its claim back before its wait is over",
            "C7",
            "ClaimTraces.janitorThatComesLate",
            "two serve",
            patch(JANITOR, "granted.entry() instanceof Entry.AtOnce ? Duration.ZERO : settings.takeoverWait()", "Duration.ZERO")),
        shown(
            "the janitor deletes what it found empty without a claim",
            "C2",
            "ClaimTraces.janitorThatComesLate",
            "two serve",
            patch(
                JANITOR,
                "      incarnation\n          .claim(objects.next())",
                """
                      if (claimed < Integer.MAX_VALUE) {
                        standing.session().delete(standing.paths().object(objects.next()), deleted -> claim(objects, then));
                        return;
                      }
                      incarnation
                          .claim(objects.next())""")),
        shown(
            "an heir hands on with a mark before its own wait is over",
            "C7",
            "ClaimTraces.heirThatLeavesBeforeItsWaitIsOver",
            "two serve",
            patch(DRAIN, ".filter(context.host()::serves)", ""),
            patch(
                ACTIVATION,
                "    Phase.Draining draining = new Phase.Draining(to);\n    if (!PHASE",
                """
                    if (phase instanceof Phase.Starting && claim != null) {
                      stepDown(reason);
                      return true;
                    }
                    Phase.Draining draining = new Phase.Draining(to);
                    if (!PHASE""")),
        shown(
            "the takeover wait counts from the end of known predecessors",
            "L5",
            "TakeoverTraces.endOfAPredecessorThatNeverOwned",
            "two serve",
            patch(
                CLAIM,
                "Set<String> incarnations = earlier.stream().map(ClaimName::incarnation).collect(Collectors.toSet());",
                """
                    Set<String> incarnations = earlier.stream().map(ClaimName::incarnation).collect(Collectors.toSet());
                    predecessors = incarnations;"""),
            patch(CLAIM, "  private int rounds;\n", "  private int rounds;\n  private Set<String> predecessors = Set.of();\n"),
            patch(CLAIM, "standing.membership().sameSinceNanos()", "standing.membership().endedNanos(predecessors)"),
            patch(
                MEMBERSHIP,
                "            present = Set.copyOf(done.value());",
                """
                                present.stream()
                                    .filter(before -> !done.value().contains(before))
                                    .forEach(before -> ends.put(before, ticker.nanos()));
                                present = Set.copyOf(done.value());"""),
            patch(
                MEMBERSHIP,
                "  long sameSinceNanos() {",
                """
                  private final Map<String, Long> ends = new HashMap<>();

                  long endedNanos(Set<String> predecessors) {
                    return predecessors.stream()
                        .mapToLong(each -> ends.getOrDefault(each, ticker.nanos()))
                        .max()
                        .orElse(sameSinceNanos());
                  }

                  long sameSinceNanos() {""")),
        shown(
            "the takeover wait counts from an old list of the members",
            "L5",
            "TakeoverTraces.listOfMembersThatIsKnownToBeOld",
            "two serve",
            patch(MEMBERSHIP, "return current && !loading ? listedNanos : ticker.nanos();", "return listedNanos;")),
        shown(
            "never seen is taken for gone",
            "L4",
            "ClaimTraces.claimOfAMemberThatWasNeverSeen",
            "two serve",
            patch(
                MEMBERSHIP,
                "    session.children(\n        paths.nodes(),\n        false,",
                """
                    Set<String> unseen = new HashSet<>(incarnations);
                    unseen.removeAll(present);
                    if (!unseen.isEmpty()) {
                      reply.accept(new ZkReply.Done<>(unseen));
                      return;
                    }
                    session.children(
                        paths.nodes(),
                        false,""")),
        shown(
            "the claims of an expelled node count",
            "L4",
            "ClaimTraces.claimOfAnExpelledNode",
            "not within",
            patch(MEMBERSHIP, "    if (current && !loading && present.containsAll(incarnations)) {", "    if (!incarnations.isEmpty()) {")),
        shown(
            "the sweep takes claims that are being made for ghosts",
            "C4",
            "ClaimTraces.sweepBesideAQueuedClaim",
            "two serve",
            patch(TABLE, "return !entries.containsKey(counter);", "return !(entries.get(counter) instanceof ZooKeeperClaim);")));
  }
}
