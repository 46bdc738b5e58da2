package dev.highlander.world.mutant;

import static dev.highlander.world.mutant.Mutant.of;
import static dev.highlander.world.mutant.Mutant.patch;

import java.util.List;

/** The deliberate errors that seeds find; {@link ClaimMutants} has more. */
final class Mutants {

  private static final String WRITE = "internal/persistence/ConditionalWrite.java";
  private static final String GENERATION = "internal/persistence/GenerationGuard.java";
  private static final String PIPELINE = "internal/activation/CommitPipeline.java";
  private static final String ACTIVATION = "internal/activation/Activation.java";
  private static final String ACTIVATOR = "internal/activation/Activator.java";
  private static final String HOST = "internal/activation/ObjectHost.java";
  private static final String LEDGER = "internal/activation/RequestLedger.java";
  private static final String TURNS = "internal/activation/Turns.java";
  private static final String LEASE = "internal/lease/NodeLease.java";
  private static final String LEASE_KEEPER = "internal/lease/LeaseKeeper.java";
  private static final String TENURE = "internal/lease/TenureKeeper.java";
  private static final String MEMBERSHIP = "zookeeper/Membership.java";
  private static final String TABLE = "zookeeper/ClaimTable.java";
  private static final String VALUE = "zookeeper/ClaimValue.java";
  private static final String CLAIM = "zookeeper/ClaimAttempt.java";

  private Mutants() {}

  /** Those that a seed finds within some dozens. */
  static List<Mutant> found() {
    return List.of(
        of(
            "writes overwrite whatever is there",
            "F2",
            1,
            patch(
                WRITE,
                "asked(() -> store.write(job.key, job.body, job.precondition))",
                """
                asked(() -> store.load(job.key).thenCompose(read -> store.write(
                    job.key, job.body, read instanceof StoreRead.Found f ? Precondition.matches(f.etag()) : Precondition.absent())))""")),
        of(
            "a refused condition counts as not written",
            "F4",
            1,
            patch(
                WRITE,
                "case StoreWrite.Conflict conflict -> verify();",
                "case StoreWrite.Conflict conflict -> result.complete(new WriteOutcome.NotWritten(\"412\"));"))
            .shownToo("OwnershipTraces.writeThatArrivesTwice", "refused and done"),
        of(
            "a time-out counts as not written",
            "F4",
            1,
            patch(
                WRITE,
                "again(unknown.reason(), this::attempt);",
                "result.complete(new WriteOutcome.NotWritten(unknown.reason()));"))
            .shownToo("OwnershipTraces.writeThatTimesOut", "refused and done"),
        of(
            "a 4xx after an unknown attempt counts as not written",
            "F4",
            23,
            patch(WRITE, "        if (maybeWritten) {\n          again(refused", "        if (lastReason == null) {\n          again(refused")),
        of(
            "what was given up counts as not written",
            "F4",
            1,
            patch(
                PIPELINE,
                "case WriteOutcome.Uncertain uncertain -> activation.stepDown(StopReason.broken(uncertain.reason()));",
                "case WriteOutcome.Uncertain uncertain -> undo(written.batch, turn -> notWritten(turn, uncertain.reason()));")),
        of(
            "a deletion removes the object",
            "F7",
            1,
            patch(
                WRITE,
                "asked(() -> store.write(job.key, job.body, job.precondition))",
                """
                asked(() -> job.precondition instanceof Precondition.Matches m
                        && new String(job.body, java.nio.charset.StandardCharsets.UTF_8).contains("\\"deleted\\":")
                    ? store.delete(job.key, m.etag())
                    : store.write(job.key, job.body, job.precondition))""")),
        of(
            "a state is shown before it is durable",
            "F5",
            1,
            patch(
                PIPELINE,
                "            .write(snapshot, activation.durable(), activation::mayAct)",
                "            .write(snapshot, shown(snapshot), activation::mayAct)"),
            patch(
                PIPELINE,
                "  private record Written(",
                """
                  private Durable shown(SnapshotWriter.Snapshot snapshot) {
                    Durable last = activation.durable();
                    activation.publish(snapshot.next());
                    return last;
                  }

                  private record Written("""
                )),
        of(
            "refusals on speculative state do not wait for its write",
            "F5",
            1,
            patch(
                PIPELINE,
                "    Batch last = lastBatch();\n    if (last != null) {\n      last.follow",
                "    Batch last = lastBatch();\n    if (last != null && closed) {\n      last.follow")),
        of(
            "requests that were applied are applied again",
            "F6",
            1,
            patch(
                LEDGER,
                "    return switch (durable.find(turn.request())) {",
                "    return turn.callerKnown() || turn.seed() != 0 ? null : switch (durable.find(turn.request())) {"))
            .shownToo("OwnershipTraces.requestThatIsRepeatedAtTheHeir", "twice"),
        of(
            "a request that is under way is run beside itself",
            "F6",
            1,
            patch(LEDGER, "    if (twin != null) {\n      if (twin.settles", "    if (twin != null && bytesUnderWay < 0) {\n      if (twin.settles")),
        of(
            "what was applied is remembered in memory only",
            "F6",
            1,
            patch(LEDGER, "    keep(batch, next);\n    return next;", "    return next;")),
        of(
            "handlers run before it is looked up what was applied",
            "F6",
            1,
            patch(
                TURNS,
                "    switch (commits.admit(turn)) {",
                """
                    Decision first = activation.host().runner().decide(activation.durable().head(), turn, context().wallMillis());
                    if (first instanceof Decision.Refused early) {
                      drop(turn, new Answer.Failed(early.problem(), activation.receipt(activation.durable())));
                      return;
                    }
                    switch (commits.admit(turn)) {""")),
        of(
            "queries do not look at the lease",
            "L3",
            3,
            patch(ACTIVATION, "!(phase instanceof Phase.Serving) || !tenure.lease().heldAt(now, wallMillis)", "!(phase instanceof Phase.Serving)"))
            .shownToo("OwnershipTraces.ownerThatIsNotTold", "stale"),
        of(
            "updates look at the lease before they are queued only",
            "L3",
            170,
            patch(TURNS, "    if (!activation.serves()) {\n      drop", "    if (activation.phase() instanceof Phase.Stopped) {\n      drop"),
            patch(
                PIPELINE,
                "    if (!activation.mayAct()) {\n      activation.stepDown(StopReason.broken(\"lease ended before a write\"",
                "    if (closed) {\n      activation.stepDown(StopReason.broken(\"lease ended before a write\""),
            patch(PIPELINE, "    if (!activation.mayAct()) {\n      // Durable", "    if (closed) {\n      // Durable")),
        of(
            "a renewal that was not acknowledged renews",
            "L2",
            1,
            patch(
                LEASE_KEEPER,
                "case Renewal.Failed failed -> LOG.debug(",
                "case Renewal.Failed failed when term(renewing) -> { }\n      case Renewal.Failed failed -> LOG.debug("),
            patch(
                LEASE_KEEPER,
                "  private void watchClocks() {",
                """
                  private boolean term(NodeLease.Renewing renewing) {
                    lease.acknowledged(renewing);
                    return true;
                  }

                  private void watchClocks() {""")),
        of(
            "a new incarnation's lease revives what an earlier one owned",
            "L6",
            2,
            patch(
                TENURE,
                "  private volatile @Nullable Tenure current;",
                "  private volatile @Nullable Tenure current;\n  private @Nullable NodeLease only;"),
            patch(
                TENURE,
                "NodeLease lease = new NodeLease(platform.ticker(), times.lease());",
                "NodeLease lease = only != null ? only : (only = new NodeLease(platform.ticker(), times.lease()));"),
            patch(LEASE, "      revoked = true;\n", ""),
            patch(
                HOST,
                "      if (activation.tenure() == over) {",
                "      if (activation.tenure() == over && activation.phase() instanceof Phase.Starting) {")),
        of(
            "no takeover wait",
            "L5",
            1,
            patch(ACTIVATOR, "Duration.ofNanos(Math.max(left, 0))", "Duration.ofNanos(Math.min(left, 0))"))
            .shownToo("OwnershipTraces.takeoverOfALivingOwner", "two serve"),
        of(
            "the takeover wait is half a lease",
            "L5",
            1,
            patch(ACTIVATOR, "after.sinceNanos() + wait.toNanos()", "after.sinceNanos() + wait.toNanos() / 2")),
        of(
            "the takeover wait counts from the first list of the members",
            "L5",
            5,
            patch(MEMBERSHIP, "listedNanos = ticker.nanos();", "listedNanos = listedNanos == 0 ? ticker.nanos() : listedNanos;")),
        of(
            "loads, then waits",
            "L5",
            3,
            patch(
                ACTIVATOR,
                "context().platform().scheduling().after(Duration.ofNanos(Math.max(left, 0)), () -> guarded(this::load));",
                """
                context().store().load(StoreKeys.of(activation.object())).whenComplete((read, error) ->
                    context().platform().scheduling().after(Duration.ofNanos(Math.max(left, 0)),
                        () -> guarded(() -> loaded(error == null ? read : new StoreRead.Failed("")))));"""))
            .shownToo("OwnershipTraces.writeWithinTheLeaseOfAnExpiredOwner", "stale"),
        of(
            "the claim is released before the activation is closed",
            "L3",
            25,
            patch(
                ACTIVATION,
                "    Phase.Draining draining = new Phase.Draining(to);\n    if (!PHASE",
                """
                    Claim held = claim;
                    if (held != null && phase instanceof Phase.Serving) {
                      tenure.incarnation().release(held, true).whenComplete((done, error) -> stepDown(reason));
                      return true;
                    }
                    Phase.Draining draining = new Phase.Draining(to);
                    if (!PHASE""")),
        of(
            "any claimant reads the mark",
            "C2",
            9,
            patch(VALUE, ".equals(HEIR + heir)", ".startsWith(HEIR)"))
            .shownToo("ClaimTraces.markForAnother", "two serve"),
        of(
            "a parent without children is taken as free",
            "C2",
            1,
            patch(CLAIM, "named ? new Entry.AtOnce()", "named || rounds == 1 && names == 1 ? new Entry.AtOnce()"),
            patch(
                CLAIM,
                "    var siblings = Siblings.of(names);\n    if (!siblings.contains(own)) {",
                "    var siblings = Siblings.of(names);\n    this.names = names.size();\n    if (!siblings.contains(own)) {"),
            patch(CLAIM, "  private int rounds;\n", "  private int rounds;\n  private int names;\n")),
        of(
            "names of claims are used again",
            "C1",
            1,
            patch(TABLE, "return OptionalLong.of(next++);", "return OptionalLong.of(next);")),
        of(
            "another registry does not raise the generation",
            "F10",
            1,
            patch(GENERATION, "raise(generation, found.etag());", "result.complete(new Result.Generation(generation));")),
        of(
            "a raised generation is used at once",
            "F10",
            21,
            patch(
                GENERATION,
                "write(generation + 1, false, Precondition.matches(etag));",
                "write(generation + 1, true, Precondition.matches(etag));")));
  }
}
