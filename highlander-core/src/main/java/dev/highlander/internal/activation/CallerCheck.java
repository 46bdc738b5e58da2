package dev.highlander.internal.activation;

import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Problem;
import dev.highlander.spi.MembershipView;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the caller of an update, of whom the object knows nothing, is alive: the request of one that is gone may have been applied
 * and forgotten (protocol F6). Asks the registry only if the caller is not in the view at hand, since never seen is not gone.
 */
final class CallerCheck {

  private static final String CALLER_GONE = "its caller is not in the cluster any more";

  private CallerCheck() {}

  static void of(Turn turn, Activation activation, HostContext context) {
    String incarnation = ((RequestId.Sequenced) turn.request()).incarnation();
    if (activation.callerAlive(incarnation)) {
      known(turn, activation);
      return;
    }
    activation.tenure().incarnation().refreshMembers().whenComplete((view, error) -> judged(turn, activation, incarnation, view, error));
  }

  private static void judged(
      Turn turn, Activation activation, String incarnation, @Nullable MembershipView view, @Nullable Throwable error) {
    if (error != null || view == null) {
      turn.answer(
          turn.invocation().repeated()
              ? new Answer.Unknown("the registry can't say whether the caller is alive")
              : Replies.notNow("the registry can't say whether the caller is alive"));
    } else if (view.find(incarnation).isPresent()) {
      known(turn, activation);
    } else if (RequestLedger.outside(turn, Problem.CALLER_GONE, CALLER_GONE) instanceof Admission.Answered answered) {
      turn.answer(answered.answer());
    }
  }

  private static void known(Turn turn, Activation activation) {
    turn.callerIsKnown();
    activation.turns().inTurn(() -> activation.turns().run(turn));
  }
}
