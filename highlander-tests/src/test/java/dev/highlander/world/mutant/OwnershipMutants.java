package dev.highlander.world.mutant;

import static dev.highlander.world.mutant.Mutant.patch;
import static dev.highlander.world.mutant.Mutant.shown;

import java.util.List;

/**
 * Deliberate errors in leases, takeovers and writes that traces show; seeds come by them seldom or never.
 *
 * <p>Two checks are missing here, because no error in them breaks a promise: other rules cover them.
 *
 * <ul>
 *   <li><em>A write of unknown outcome does not make the release unclean</em> (C7). The activation is closed before its release is sent (L3), so
 *       nobody is told by it that the write was applied: neither when the write arrives later, nor when an attempt of it that is still under way is
 *       answered. What such a write needs is that nobody is told the contrary, and that its condition fails or the request window knows it once an
 *       heir has written; a takeover wait adds nothing, since a late write may take longer than any wait. The release is unclean all the
 *       same: it costs 2 s after a store that failed for 10 s, and keeps "clean" what it says, "nothing of mine is under way". What does break
 *       promises, a release beside a write that may yet be answered, is below.
 *   <li><em>Renewals that were outstanding when the machine was suspended count</em> (L7, third part). Such a renewal extends the monotonic deadline
 *       over the suspension, but the wall clock's deadline to less than a lease after it was sent, and wall clocks go on while a machine is
 *       suspended. It would take a wall clock that is set back during the suspension, before it is compared.
 * </ul>
 */
final class OwnershipMutants {

  private static final String ACTIVATION = "internal/activation/Activation.java";
  private static final String ACTIVATOR = "internal/activation/Activator.java";
  private static final String CLAIM = "zookeeper/ClaimAttempt.java";
  private static final String INCARNATION = "zookeeper/ZooKeeperIncarnation.java";
  private static final String LEASE = "internal/lease/NodeLease.java";
  private static final String LEASE_KEEPER = "internal/lease/LeaseKeeper.java";
  private static final String PIPELINE = "internal/activation/CommitPipeline.java";
  private static final String WRITE = "internal/persistence/ConditionalWrite.java";

  private OwnershipMutants() {}

  static List<Mutant> all() {
    return List.of(
        shown(
            "a fenced writer writes over a higher epoch",
            "F3",
            "OwnershipTraces.writeThatMeetsAHigherEpoch",
            "versions",
            patch(
                WRITE,
                "result.complete(new WriteOutcome.Superseded(stored));",
                """
                asked(() -> store.write(job.key, job.body, Precondition.matches(found.etag())))
                    .whenComplete((outcome, error) -> written(error == null ? outcome : new StoreWrite.Unknown("")));"""))
            .foundToo(43),
        shown(
            "a higher epoch in the store does not matter to who loads it",
            "F3",
            "OwnershipTraces.loadAfterTheHeir",
            "two serve",
            patch(ACTIVATOR, "if (envelope.epoch().compareTo(activation.epoch()) > 0) {", "if (envelope.version() < 0) {")),
        shown(
            "a 409 counts as not written",
            "F4",
            "OwnershipTraces.writeThatMeetsAnother",
            "refused and done",
            patch(
                WRITE,
                "case StoreWrite.RetryCondition retry -> verify();",
                "case StoreWrite.RetryCondition retry -> result.complete(new WriteOutcome.NotWritten(\"409\"));"))
            .foundToo(13),
        shown(
            "refusals of repeated updates are not fenced",
            "0007",
            "OwnershipTraces.refusalBeforeTheWrite",
            "refused and done",
            patch(PIPELINE, "if (!turn.invocation().repeated()) {", "if (!closed) {")),
        shown(
            "no second look at the lease before the reply",
            "L3",
            "OwnershipTraces.writeThatOutlastsTheLease",
            "stale",
            patch(PIPELINE, "    if (!activation.mayAct()) {\n      // Durable", "    if (closed) {\n      // Durable")),
        shown(
            "a claim is released while a write may yet be answered",
            "L3",
            "OwnershipTraces.releaseBesideAWrite",
            "stale",
            patch(
                ACTIVATION,
                "    turns.whenQuiet(() -> drained(draining, reason));",
                """
                    Claim held = claim;
                    if (held != null) {
                      tenure.incarnation().release(held, true);
                    }
                    turns.whenQuiet(() -> drained(draining, reason));""")),
        shown(
            "a read renews",
            "L2",
            "OwnershipTraces.followerThatAnswersReads",
            "two serve",
            patch(
                INCARNATION,
                """
                    standing
                        .own()
                        .write(
                            reply -> {
                              switch (reply) {
                                case ZkReply.Done<ZkStat> done -> result.complete(new Renewal.Acknowledged());
                """.indent(0),
                """
                    standing
                        .session()
                        .stat(
                            standing.own().path(),
                            reply -> {
                              switch (reply) {
                                case ZkReply.Done<ZkStat> done -> result.complete(new Renewal.Acknowledged());
                """.indent(0))),
        shown(
            "a renewal counts from its answer",
            "L2",
            "OwnershipTraces.answerThatComesLate",
            "two serve",
            patch(LEASE, "long nanos = renewing.sentNanos + leaseNanos;", "long nanos = ticker.nanos() + leaseNanos;"),
            patch(
                LEASE,
                "Math.max(deadlineWallMillis, renewing.sentWallMillis + leaseMillis)",
                "Math.max(deadlineWallMillis, ticker.wallMillis() + leaseMillis)")),
        shown(
            "the takeover wait counts from the claim, not from its turn",
            "L5",
            "OwnershipTraces.heirWhosePredecessorVanishes",
            "stale",
            patch(CLAIM, "  private long counter;\n", "  private long counter;\n  private long begun;\n"),
            patch(
                CLAIM,
                "    counter = number.getAsLong();\n",
                "    counter = number.getAsLong();\n    begun = standing.platform().ticker().nanos();\n"),
            patch(CLAIM, "new Entry.AfterTakeoverWait(standing.membership().sameSinceNanos())", "new Entry.AfterTakeoverWait(begun)")),
        shown(
            "a lease ends by the monotonic clock alone",
            "L7",
            "OwnershipTraces.machineThatWasSuspended",
            "two serve",
            patch(LEASE, "return nanos - deadlineNanos < 0 && wallMillis < deadlineWallMillis;", "return nanos - deadlineNanos < 0;")),
        shown(
            "clocks are not compared",
            "L7",
            "OwnershipTraces.machineThatWasSuspendedAfterItsClockWasSetBack",
            "two serve",
            patch(LEASE_KEEPER, "if (difference > jumpMillis) {", "if (difference < 0) {")));
  }
}
