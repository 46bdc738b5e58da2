package dev.highlander.testkit.cluster;

import dev.highlander.Caller;
import dev.highlander.testkit.history.Operation;
import dev.highlander.testkit.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object's history with one operation for each update, however often it was sent under its request id: from the first sending to the first
 * answer. Every further answer has to be the same one; what was settled has to be as it was settled; and what was refused for good takes no effect
 * any more. What contradicts that is a violation.
 */
final class Requests {

  private static final Comparator<Operation<RecordedCall, RecordedReply>> BY_END = Comparator.comparingLong(Operation::endedNanos);

  private final String object;
  private final @Nullable TypeSpecification<?> type;
  private final List<Operation<RecordedCall, RecordedReply>> once = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  /** {@code type} says which replies are whole states; null if nobody knows, and then only versions are compared. */
  Requests(String object, List<Operation<RecordedCall, RecordedReply>> history, @Nullable TypeSpecification<?> type) {
    this.object = object;
    this.type = type;
    Map<String, List<Operation<RecordedCall, RecordedReply>>> byRequest = new LinkedHashMap<>();
    for (Operation<RecordedCall, RecordedReply> operation : history) {
      RecordedCall call = operation.input();
      if (call.request().isEmpty()) {
        add(operation);
      } else {
        byRequest.computeIfAbsent(call.request(), request -> new ArrayList<>()).add(operation);
      }
    }
    byRequest.values().forEach(this::one);
  }

  /** One operation for each update. */
  List<Operation<RecordedCall, RecordedReply>> history() {
    return once;
  }

  List<String> violations() {
    return violations;
  }

  private void one(List<Operation<RecordedCall, RecordedReply>> sent) {
    List<Operation<RecordedCall, RecordedReply>> applied = new ArrayList<>();
    List<Operation<RecordedCall, RecordedReply>> told = new ArrayList<>();
    List<Operation<RecordedCall, RecordedReply>> ruledOut = new ArrayList<>();
    List<Operation<RecordedCall, RecordedReply>> open = new ArrayList<>();
    Map<String, Operation<RecordedCall, RecordedReply>> refused = new LinkedHashMap<>();
    for (Operation<RecordedCall, RecordedReply> operation : sent) {
      boolean update = operation.input().kind().writes();
      switch (operation.outcome()) {
        case Outcome.Returned<RecordedReply>(RecordedReply reply) when reply.refusal().equals(RecordedReply.SETTLED) -> ruledOut.add(operation);
        case Outcome.Returned<RecordedReply>(RecordedReply reply) when reply.refused() && update ->
            refused.merge(reply.refusal(), operation, Requests::firstToFirst);
        case Outcome.Returned<RecordedReply>(RecordedReply reply) when !reply.refused() -> (update ? applied : told).add(operation);
        case Outcome.Open<RecordedReply> unknown when update -> open.add(operation);
        default -> { }
      }
    }
    applied.sort(BY_END);
    told.sort(BY_END);
    contradictions(applied, told, ruledOut, refused);
    refused.values().forEach(once::add);
    if (!applied.isEmpty()) {
      applied(applied, told, open);
    } else if (!told.isEmpty() && !open.isEmpty()) {
      Operation<RecordedCall, RecordedReply> update = open.getFirst();
      Operation<RecordedCall, RecordedReply> answer = told.getFirst();
      once.add(
          new Operation<>(update.caller(), update.input(), withoutValue(answer), began(open, update.beganNanos()), answer.endedNanos()));
    } else if (ruledOut.isEmpty()) {
      maybe(open, refused);
    }
  }

  private void contradictions(
      List<Operation<RecordedCall, RecordedReply>> applied,
      List<Operation<RecordedCall, RecordedReply>> told,
      List<Operation<RecordedCall, RecordedReply>> ruledOut,
      Map<String, Operation<RecordedCall, RecordedReply>> refused) {
    List<Operation<RecordedCall, RecordedReply>> done = new ArrayList<>(applied);
    done.addAll(told);
    if (done.isEmpty()) {
      return;
    }
    Operation<RecordedCall, RecordedReply> first = done.getFirst();
    ruledOut.forEach(settled -> violations.add(object + ": applied, and settled as not applied: " + first + " and " + settled));
    for (Operation<RecordedCall, RecordedReply> again : done.subList(1, done.size())) {
      // A deletion of nothing leaves no trace, and is made again.
      if (first.input().kind() != RecordedCall.Kind.DELETE && reply(first).version() != reply(again).version()) {
        violations.add(object + ": one request id, applied at two versions: " + first + " and " + again);
      }
    }
    for (int i = 1; i < applied.size(); i++) {
      if (!sameCall(first.input(), applied.get(i).input())) {
        violations.add(object + ": one request id, two calls that were applied: " + first + " and " + applied.get(i));
      }
    }
    for (Operation<RecordedCall, RecordedReply> refusal : refused.values()) {
      if (refusal.beganNanos() > done.stream().min(BY_END).orElse(first).endedNanos()) {
        violations.add(object + ": refused after it was applied: " + first + " and " + refusal);
      }
    }
  }

  /** Services are one caller, whichever process they run in. */
  private static boolean sameCall(RecordedCall one, RecordedCall other) {
    boolean sameCaller =
        one.caller().kind() == other.caller().kind()
            && (one.caller().kind() == Caller.Kind.SERVICE || one.caller().name().equals(other.caller().name()));
    return sameCaller && one.equals(new RecordedCall(
        other.object(), other.kind(), other.handler(), other.arguments(), one.caller(), other.request(), other.expectation(), other.strict()));
  }

  private void applied(
      List<Operation<RecordedCall, RecordedReply>> applied,
      List<Operation<RecordedCall, RecordedReply>> told,
      List<Operation<RecordedCall, RecordedReply>> open) {
    Operation<RecordedCall, RecordedReply> first = applied.getFirst();
    long ended = told.isEmpty() ? first.endedNanos() : Math.min(first.endedNanos(), told.getFirst().endedNanos());
    long began = Math.min(began(applied, ended), began(open, ended));
    // The reply to a written state is not kept: its repetition shows what is there then.
    boolean kept = applied.size() == 1 || first.input().kind() != RecordedCall.Kind.WRITE;
    boolean same = kept && applied.stream().allMatch(again -> reply(again).value().equals(reply(first).value()));
    if (same || type == null) {
      add(new Operation<>(first.caller(), first.input(), first.outcome(), began, ended));
    } else if (type.repliesWithState(first.input())) {
      once.add(new Operation<>(first.caller(), first.input(), withoutValue(first), began, ended));
      applied.forEach(again -> once.add(shown(again)));
    } else {
      violations.add(object + ": one request id, two answers: " + applied);
    }
  }

  /** Sent, and nobody knows. A refusal that began after somebody gave up is the last word: what was on its way then must not take effect. */
  private void maybe(List<Operation<RecordedCall, RecordedReply>> open, Map<String, Operation<RecordedCall, RecordedReply>> refused) {
    List<Operation<RecordedCall, RecordedReply>> left =
        open.stream()
            .filter(
                attempt ->
                    attempt.endedNanos() == attempt.beganNanos()
                        || refused.values().stream().noneMatch(refusal -> attempt.endedNanos() < refusal.beganNanos()))
            .toList();
    if (!left.isEmpty()) {
      Operation<RecordedCall, RecordedReply> first = left.getFirst();
      long began = began(left, first.beganNanos());
      once.add(new Operation<>(first.caller(), first.input(), first.outcome(), began, began));
    }
  }

  /** The reply to a written state is what was written, except where the router had to send it again: then it is the state of that moment. */
  private void add(Operation<RecordedCall, RecordedReply> operation) {
    RecordedCall call = operation.input();
    boolean later =
        type != null
            && call.kind() == RecordedCall.Kind.WRITE
            && operation.outcome() instanceof Outcome.Returned<RecordedReply>(RecordedReply reply)
            && !reply.refused()
            && !reply.value().isMissingNode()
            && !reply.value().equals(type.written(call));
    if (later) {
      once.addAll(split(operation, once.size()));
    } else {
      once.add(operation);
    }
  }

  /**
   * An object's history in which every reply that is a whole state may also be that of a moment after its update, before the reply: such a reply is
   * not kept for a repetition if the state is large, and the router may have had to repeat the update.
   */
  static List<Operation<RecordedCall, RecordedReply>> withLaterStates(
      List<Operation<RecordedCall, RecordedReply>> history, TypeSpecification<?> type) {
    List<Operation<RecordedCall, RecordedReply>> split = new ArrayList<>();
    for (Operation<RecordedCall, RecordedReply> operation : history) {
      boolean whole =
          type.repliesWithState(operation.input())
              && operation.outcome() instanceof Outcome.Returned<RecordedReply>(RecordedReply reply)
              && !reply.refused()
              && !reply.value().isMissingNode();
      if (whole) {
        split.addAll(split(operation, history.size() + split.size()));
      } else {
        split.add(operation);
      }
    }
    return split;
  }

  /** An update that was applied, and what its reply shows: the state at some moment after it. */
  private static List<Operation<RecordedCall, RecordedReply>> split(Operation<RecordedCall, RecordedReply> operation, int number) {
    RecordedCall call = operation.input().request().isEmpty() ? operation.input().under("#" + number) : operation.input();
    var named = new Operation<>(operation.caller(), call, operation.outcome(), operation.beganNanos(), operation.endedNanos());
    var update = new Operation<>(named.caller(), call, withoutValue(named), named.beganNanos(), named.endedNanos());
    return List.of(update, shown(named));
  }

  private static Operation<RecordedCall, RecordedReply> shown(Operation<RecordedCall, RecordedReply> answered) {
    RecordedCall call = answered.input();
    RecordedReply reply = reply(answered);
    var read =
        new RecordedCall(call.object(), RecordedCall.Kind.READ, "", call.arguments(), call.caller(), call.request(), null, false);
    var shown = new RecordedReply(reply.value(), reply.exists(), -1, reply.birth(), "", reply.epoch(), reply.node());
    return new Operation<>(answered.caller(), read, new Outcome.Returned<>(shown), answered.beganNanos(), answered.endedNanos());
  }

  private static Outcome<RecordedReply> withoutValue(Operation<RecordedCall, RecordedReply> answered) {
    return new Outcome.Returned<>(reply(answered).withoutValue());
  }

  private static Operation<RecordedCall, RecordedReply> firstToFirst(
      Operation<RecordedCall, RecordedReply> one, Operation<RecordedCall, RecordedReply> other) {
    Operation<RecordedCall, RecordedReply> first = one.endedNanos() - other.endedNanos() <= 0 ? one : other;
    return new Operation<>(first.caller(), first.input(), first.outcome(), Math.min(one.beganNanos(), other.beganNanos()), first.endedNanos());
  }

  private static long began(List<Operation<RecordedCall, RecordedReply>> sent, long atLatest) {
    return Math.min(atLatest, sent.stream().mapToLong(Operation::beganNanos).min().orElse(atLatest));
  }

  static RecordedReply reply(Operation<RecordedCall, RecordedReply> operation) {
    if (operation.outcome() instanceof Outcome.Returned<RecordedReply>(RecordedReply reply)) {
      return reply;
    }
    throw new IllegalArgumentException("not answered: " + operation);
  }
}
