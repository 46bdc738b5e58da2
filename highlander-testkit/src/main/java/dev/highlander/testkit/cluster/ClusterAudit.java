package dev.highlander.testkit.cluster;

import dev.highlander.testkit.history.CallHistory;
import dev.highlander.testkit.history.LinearizabilityChecker;
import dev.highlander.testkit.history.Operation;
import dev.highlander.testkit.history.Outcome;
import dev.highlander.testkit.history.SequentialModel;
import dev.highlander.testkit.history.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Judges what was seen of a cluster, from outside and from inside: that never two activations of an object served at once, that every version was
 * written once, that nothing acknowledged is missing from the store, and that every object's history can be explained by doing one call after the
 * other.
 *
 * @param activations when which node served which object
 * @param writes what the nodes wrote
 * @param calls what the callers saw
 * @param models how each type behaves, by its name
 * @param writtenByOthers types whose objects are also changed by calls that were not recorded
 */
public record ClusterAudit(
    ActivationLog activations,
    WriteLog writes,
    CallHistory<RecordedCall, RecordedReply> calls,
    Map<String, SequentialModel<?, RecordedCall, RecordedReply>> models,
    Set<String> writtenByOthers) {

  /**
   * The judgement.
   *
   * @param stored what is stored now, by object
   */
  public ClusterReport judge(Map<String, WriteLog.Stored> stored) {
    List<String> violations = new ArrayList<>();
    List<String> unchecked = new ArrayList<>();
    Map<String, List<Operation<RecordedCall, RecordedReply>>> histories = calls.byObject();
    Set<String> objects = new TreeSet<>(writes.objects());
    objects.addAll(stored.keySet());
    objects.addAll(activations.objects());
    for (String object : objects) {
      activations.overlaps(object).forEach(pair -> violations.add(object + " was served by two activations at once: " + pair));
      violations.addAll(writes.violations(object, stored.get(object)));
    }
    int checked = 0;
    for (var history : histories.entrySet()) {
      String object = history.getKey();
      acknowledged(object, history.getValue(), stored.get(object), violations);
      String type = object.substring(0, object.indexOf('/'));
      @Nullable SequentialModel<?, RecordedCall, RecordedReply> model = models.get(type);
      if (model == null || writtenByOthers.contains(type)) {
        unchecked.add(object + ": others write objects of its type, or it has no model");
      } else if (linearizable(object, model, once(history.getValue()), violations, unchecked)) {
        checked++;
      }
    }
    return new ClusterReport(violations, checked, unchecked);
  }

  /** An update that was answered with a version is in an envelope of that version which was, or may have been, written. */
  private void acknowledged(
      String object, List<Operation<RecordedCall, RecordedReply>> history, WriteLog.@Nullable Stored stored, List<String> violations) {
    List<WriteLog.Attempt> attempts = writes.of(object);
    for (Operation<RecordedCall, RecordedReply> operation : history) {
      if (!writes(operation) || !(operation.outcome() instanceof Outcome.Returned<RecordedReply>(RecordedReply reply)) || reply.version() == 0) {
        continue;
      }
      boolean written =
          attempts.stream()
              .anyMatch(
                  attempt ->
                      attempt.birth().equals(reply.birth())
                          && attempt.version() == reply.version()
                          && attempt.result() != WriteLog.Result.NOT_WRITTEN);
      if (!written) {
        violations.add(object + ": acknowledged, but nobody wrote its version: " + operation);
      }
      if (stored != null && stored.birth().equals(reply.birth()) && stored.version() < reply.version()) {
        violations.add(object + ": acknowledged and missing, since stored is only " + stored + ": " + operation);
      }
    }
  }

  private static boolean writes(Operation<RecordedCall, RecordedReply> operation) {
    return switch (operation.input().kind()) {
      case UPDATE, WRITE, DELETE -> true;
      case QUERY, READ, EXISTS -> false;
    };
  }

  private static <S> boolean linearizable(
      String object,
      SequentialModel<S, RecordedCall, RecordedReply> model,
      List<Operation<RecordedCall, RecordedReply>> history,
      List<String> violations,
      List<String> unchecked) {
    try {
      return switch (LinearizabilityChecker.check(model, history)) {
        case Verdict.Linearizable<RecordedCall, RecordedReply> fine -> true;
        case Verdict.Violated<RecordedCall, RecordedReply> violated -> {
          violations.add(object + ": " + violated + " (if code beside this test writes it, say so with writtenByOthers)");
          yield false;
        }
        case Verdict.GaveUp<RecordedCall, RecordedReply>(int configurations) -> {
          unchecked.add(object + ": too many calls at the same time, given up after " + configurations + " configurations");
          yield false;
        }
      };
    } catch (TypeSpecification.NotReproducible e) {
      unchecked.add(object + ": " + e.getMessage());
      return false;
    }
  }

  /** Calls that were sent several times under one request id are one operation: from the first sending to the first answer. */
  private static List<Operation<RecordedCall, RecordedReply>> once(List<Operation<RecordedCall, RecordedReply>> history) {
    List<Operation<RecordedCall, RecordedReply>> merged = new ArrayList<>();
    Map<String, Operation<RecordedCall, RecordedReply>> byRequest = new LinkedHashMap<>();
    for (Operation<RecordedCall, RecordedReply> operation : history) {
      if (operation.input().request().isEmpty() || !writes(operation)) {
        merged.add(operation);
      } else if (!(operation.outcome() instanceof Outcome.Refused)) {
        byRequest.merge(operation.input().request(), operation, ClusterAudit::merge);
      }
    }
    merged.addAll(byRequest.values());
    return merged;
  }

  private static Operation<RecordedCall, RecordedReply> merge(
      Operation<RecordedCall, RecordedReply> one, Operation<RecordedCall, RecordedReply> other) {
    long began = one.beganNanos() - other.beganNanos() < 0 ? one.beganNanos() : other.beganNanos();
    boolean answered = one.outcome() instanceof Outcome.Returned;
    boolean otherAnswered = other.outcome() instanceof Outcome.Returned;
    Operation<RecordedCall, RecordedReply> first =
        answered && (!otherAnswered || one.endedNanos() - other.endedNanos() < 0) ? one : other;
    return new Operation<>(first.caller(), first.input(), first.outcome(), began, first.endedNanos());
  }
}
