package dev.highlander.testkit.cluster;

import dev.highlander.testkit.history.CallHistory;
import dev.highlander.testkit.history.LinearizabilityChecker;
import dev.highlander.testkit.history.Operation;
import dev.highlander.testkit.history.Outcome;
import dev.highlander.testkit.history.SequentialModel;
import dev.highlander.testkit.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges what was seen of a cluster, from outside and from inside: that never two activations of an object served at once, neither by what nodes
 * nor by what callers saw; that every version was written once; that nothing acknowledged is missing from the store; that one request has one
 * answer; and that every object's history, refusals included, can be explained by doing one call after the other.
 *
 * @param activations when which node served which object
 * @param writes what the nodes wrote
 * @param calls what the callers saw
 * @param models how each type behaves, by its name
 * @param leftOut types whose histories are not judged: their objects are also changed by calls that were not recorded, or nobody can say what
 *     they have to give
 */
public record ClusterAudit(
    ActivationLog activations,
    WriteLog writes,
    CallHistory<RecordedCall, RecordedReply> calls,
    Map<String, SequentialModel<?, RecordedCall, RecordedReply>> models,
    Set<String> leftOut) {

  /** The mark of a small state's reply: larger ones may be that of a later moment, if the router had to repeat the update. */
  private static final int SMALL_STATE_CHARS = 100;

  /** What a judgement has found so far. */
  private record Findings(List<String> violations, List<String> unchecked, Set<String> judged, Set<String> unjudged) {}

  /**
   * The judgement.
   *
   * @param stored what is stored now, by object
   */
  public ClusterReport judge(Map<String, WriteLog.Stored> stored) {
    Findings found = new Findings(new ArrayList<>(), new ArrayList<>(), new TreeSet<>(), new TreeSet<>());
    Map<String, List<Operation<RecordedCall, RecordedReply>>> histories = calls.byObject();
    Set<String> objects = new TreeSet<>(writes.objects());
    objects.addAll(stored.keySet());
    objects.addAll(activations.objects());
    for (String object : objects) {
      activations.overlaps(object).forEach(pair -> found.violations.add(object + " was served by two activations at once: " + pair));
      found.violations.addAll(writes.violations(object, stored.get(object)));
    }
    int checked = 0;
    for (var history : histories.entrySet()) {
      String object = history.getKey();
      acknowledged(object, history.getValue(), stored.get(object), found.violations);
      found.violations.addAll(AnswerOrder.violations(object, history.getValue(), activations.of(object)));
      checked += judged(object, history.getValue(), found) ? 1 : 0;
    }
    found.unjudged.removeAll(found.judged);
    return new ClusterReport(found.violations, checked, found.unchecked, List.copyOf(found.unjudged));
  }

  private boolean judged(String object, List<Operation<RecordedCall, RecordedReply>> history, Findings found) {
    String type = object.substring(0, object.indexOf('/'));
    @Nullable SequentialModel<?, RecordedCall, RecordedReply> model = models.get(type);
    Requests requests = new Requests(object, history, model instanceof TypeSpecification<?> specification ? specification : null);
    found.violations.addAll(requests.violations());
    if (model == null || leftOut.contains(type)) {
      found.unchecked.add(object + ": its type is left out, or has no model");
      return false;
    }
    if (writes.removed(object)) {
      found.unchecked.add(object + ": its tombstone was removed, so its versions have begun again");
      return false;
    }
    boolean fine = linearizable(object, model, requests.history(), found);
    (fine ? found.judged : found.unjudged).add(type);
    return fine;
  }

  /** An update that was answered with a version is in an envelope of that version which was, or may have been, written. */
  private void acknowledged(
      String object, List<Operation<RecordedCall, RecordedReply>> history, WriteLog.@Nullable Stored stored, List<String> violations) {
    List<WriteLog.Attempt> attempts = writes.of(object).stream().filter(attempt -> attempt.result() != WriteLog.Result.NOT_WRITTEN).toList();
    boolean removed = writes.removed(object);
    for (Operation<RecordedCall, RecordedReply> operation : history) {
      if (!operation.input().kind().writes()
          || !(operation.outcome() instanceof Outcome.Returned<RecordedReply>(RecordedReply reply))
          || reply.version() <= 0
          || reply.refused()) {
        continue;
      }
      // The reply to a repetition names the version of the update and the creation of its own moment.
      if (attempts.stream().noneMatch(attempt -> attempt.version() == reply.version())
          || attempts.stream().noneMatch(attempt -> attempt.birth().equals(reply.birth()))) {
        violations.add(object + ": acknowledged, but nobody wrote its version: " + operation);
      }
      if (!removed && (stored == null || stored.version() < reply.version())) {
        violations.add(object + ": acknowledged and missing, since stored is only " + stored + ": " + operation);
      }
    }
  }

  private static <S> boolean linearizable(
      String object, SequentialModel<S, RecordedCall, RecordedReply> model, List<Operation<RecordedCall, RecordedReply>> history, Findings found) {
    if (!(model instanceof OutcomeModel<?>)) {
      String why = "its model is none of outcomes";
      return explained(object, model, valuesOnly(without(object, history, call -> true, why, found)), found);
    }
    List<Operation<RecordedCall, RecordedReply>> left = history;
    while (true) {
      try {
        return explained(object, model, left, found);
      } catch (TypeSpecification.NotReproducible e) {
        if (!e.ofRefusal()) {
          found.unchecked.add(object + ": " + e.getMessage());
          return false;
        }
        left = without(object, left, e::isLike, String.valueOf(e.getMessage()), found);
      }
    }
  }

  private static <S> boolean explained(
      String object, SequentialModel<S, RecordedCall, RecordedReply> model, List<Operation<RecordedCall, RecordedReply>> history, Findings found) {
    Verdict<RecordedCall, RecordedReply> verdict = LinearizabilityChecker.check(model, history);
    if (verdict instanceof Verdict.Violated<RecordedCall, RecordedReply>
        && model instanceof TypeSpecification<?> type
        && history.stream().anyMatch(ClusterAudit::showsLargeState)
        && LinearizabilityChecker.check(model, Requests.withLaterStates(history, type)) instanceof Verdict.Linearizable) {
      return true;
    }
    return switch (verdict) {
      case Verdict.Linearizable<RecordedCall, RecordedReply> fine -> true;
      case Verdict.Violated<RecordedCall, RecordedReply> violated -> {
        found.violations.add(object + ": " + violated + " (if code beside this test writes it, say so with writtenByOthers)");
        yield false;
      }
      case Verdict.GaveUp<RecordedCall, RecordedReply>(int configurations) -> {
        found.unchecked.add(object + ": too many calls at the same time, given up after " + configurations + " configurations");
        yield false;
      }
    };
  }

  private static boolean showsLargeState(Operation<RecordedCall, RecordedReply> operation) {
    return operation.outcome() instanceof Outcome.Returned<RecordedReply>(RecordedReply reply)
        && reply.value().isObject()
        && reply.value().toString().length() > SMALL_STATE_CHARS;
  }

  /** The history without the refusals of some calls, which is said. */
  private static List<Operation<RecordedCall, RecordedReply>> without(
      String object, List<Operation<RecordedCall, RecordedReply>> history, Predicate<RecordedCall> some, String why, Findings found) {
    List<Operation<RecordedCall, RecordedReply>> left =
        history.stream().filter(operation -> !(refused(operation) && some.test(operation.input()))).toList();
    if (left.size() < history.size()) {
      found.unchecked.add(object + ": " + (history.size() - left.size()) + " refusals: " + why);
    }
    return left;
  }

  private static boolean refused(Operation<RecordedCall, RecordedReply> operation) {
    return operation.outcome() instanceof Outcome.Returned<RecordedReply>(RecordedReply reply) && reply.refused();
  }

  /** For models that know nothing but values: what is only known to have been applied may have been. */
  private static List<Operation<RecordedCall, RecordedReply>> valuesOnly(List<Operation<RecordedCall, RecordedReply>> history) {
    return history.stream()
        .map(operation ->
            operation.outcome() instanceof Outcome.Returned<RecordedReply>(RecordedReply reply) && reply.value().isMissingNode()
                ? new Operation<>(
                    operation.caller(), operation.input(), new Outcome.Open<RecordedReply>(), operation.beganNanos(), operation.beganNanos())
                : operation)
        .toList();
  }
}
