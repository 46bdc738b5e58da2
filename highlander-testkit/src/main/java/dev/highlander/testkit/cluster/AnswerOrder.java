package dev.highlander.testkit.cluster;

import dev.highlander.Epoch;
import dev.highlander.testkit.history.Operation;
import dev.highlander.testkit.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the activations of an object answered one after the other, as callers saw it: no call may be answered by an activation that had ended, or
 * whose successor served, before the call began. A node that goes on serving when its lease is over does not know it, but who calls it does. Strict
 * reads are left out: what they show is compared with the store, so whoever shows it may have ended.
 */
final class AnswerOrder {

  private record Answer(Operation<RecordedCall, RecordedReply> call, RecordedReply reply) {
    long begin() {
      return call.beganNanos();
    }

    long end() {
      return call.endedNanos();
    }

    @Override
    public String toString() {
      return call.toString();
    }
  }

  private AnswerOrder() {}

  /** Everything that is wrong, as sentences; empty if nothing is. */
  static List<String> violations(
      String object, List<Operation<RecordedCall, RecordedReply>> history, List<ActivationLog.Service> services) {
    List<Answer> answers = new ArrayList<>();
    for (Operation<RecordedCall, RecordedReply> operation : history) {
      if (operation.outcome() instanceof Outcome.Returned<RecordedReply>(RecordedReply reply) && !operation.input().strict()) {
        answers.add(new Answer(operation, reply));
      }
    }
    List<String> wrong = new ArrayList<>();
    backwards(object, answers, wrong);
    answers.forEach(answer -> outside(object, answer, services, wrong));
    return wrong;
  }

  private static void backwards(String object, List<Answer> answers, List<String> wrong) {
    List<Answer> begins = answers.stream().sorted(Comparator.comparingLong(Answer::begin)).toList();
    List<Answer> ends = answers.stream().sorted(Comparator.comparingLong(Answer::end)).toList();
    int ended = 0;
    @Nullable Answer latest = null;
    for (Answer answer : begins) {
      while (ended < ends.size() && ends.get(ended).end() < answer.begin()) {
        Answer end = ends.get(ended++);
        latest = latest == null || end.reply().epoch().compareTo(latest.reply().epoch()) > 0 ? end : latest;
      }
      if (latest != null && answer.reply().epoch().compareTo(latest.reply().epoch()) < 0) {
        wrong.add(object + ": [" + answer + "] was answered by an earlier epoch than [" + latest + "], which had ended before it began");
      }
    }
  }

  private static void outside(String object, Answer answer, List<ActivationLog.Service> services, List<String> wrong) {
    Epoch epoch = answer.reply().epoch();
    if (services.stream().noneMatch(service -> service.order().equals(epoch))) {
      wrong.add(object + ": [" + answer + "] was answered by an activation that nobody heard of");
    }
    for (ActivationLog.Service service : services) {
      int order = service.order().compareTo(epoch);
      if (order == 0 && service.toNanos() < answer.begin()) {
        wrong.add(object + ": [" + answer + "] was answered by an activation that had ended before it began: " + service);
      } else if (order > 0 && service.fromNanos() < answer.begin()) {
        wrong.add(object + ": [" + answer + "] was answered by an activation whose successor served before it began: " + service);
      }
    }
  }
}
