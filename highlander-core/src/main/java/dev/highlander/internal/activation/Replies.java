package dev.highlander.internal.activation;

import dev.highlander.ErrorKind;
import dev.highlander.RequestId;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.Receipt;
import dev.highlander.internal.persistence.KeptReply;

/** From what an update decided to what its caller gets, and to what is kept for its repetition. */
final class Replies {

  /** A state up to this size is kept as the reply it was; a larger one is not stored twice. */
  private static final int MAX_KEPT_STATE_BYTES = 100;

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private Replies() {}

  /** What is kept of an effect's reply. */
  static KeptReply.Outcome kept(Decision.Effect effect, SnapshotWriter writer, int lastStateBytes) {
    return switch (effect.reply()) {
      case Decision.Reply.Value value -> new KeptReply.Outcome.Value(value.json());
      case Decision.Reply.Error error -> new KeptReply.Outcome.Refused(error.problem());
      case Decision.Reply.StoredState stored -> new KeptReply.Outcome.State();
      case Decision.Reply.OwnState own -> ownState(effect, writer, lastStateBytes);
    };
  }

  private static KeptReply.Outcome ownState(Decision.Effect effect, SnapshotWriter writer, int lastStateBytes) {
    if (lastStateBytes > 2 * MAX_KEPT_STATE_BYTES) {
      return new KeptReply.Outcome.State();
    }
    byte[] json = writer.reply(effect.state());
    return json != null && json.length <= MAX_KEPT_STATE_BYTES ? new KeptReply.Outcome.Value(json) : new KeptReply.Outcome.State();
  }

  /** The reply of a decision without effect that is made durable all the same. */
  static Decision.Reply fenced(Decision decision) {
    return decision instanceof Decision.Refused refused
        ? new Decision.Reply.Error(refused.problem())
        : new Decision.Reply.Value(NULL);
  }

  /** What the caller of an effect gets, now that it is durable. */
  static Answer durable(Batch.Effect effect, boolean last, Activation activation, Durable durable, SnapshotWriter writer) {
    Payload payload =
        switch (effect.reply()) {
          case Decision.Reply.Error error -> null;
          case Decision.Reply.Value value -> new Payload.Json(value.json());
          case Decision.Reply.StoredState stored -> new Payload.Live(durable.state());
          case Decision.Reply.OwnState own -> {
            // A state that can't be written, but that a later update of the batch replaced: the stored one includes both.
            byte[] json = last ? null : writer.reply(effect.state());
            yield json == null ? new Payload.Live(durable.state()) : new Payload.Json(json);
          }
        };
    return payload == null
        ? new Answer.Failed(((Decision.Reply.Error) effect.reply()).problem(), activation.receipt(durable))
        : new Answer.Done(payload, activation.receipt(durable));
  }

  /** What a repetition gets. */
  static Answer again(KeptReply kept, Activation activation) {
    Durable durable = activation.durable();
    Payload payload =
        switch (kept.outcome()) {
          case KeptReply.Outcome.Refused refused -> null;
          case KeptReply.Outcome.Value value -> new Payload.Json(value.json());
          case KeptReply.Outcome.State state -> new Payload.Live(durable.state());
        };
    if (payload == null) {
      return new Answer.Failed(((KeptReply.Outcome.Refused) kept.outcome()).problem(), activation.receipt(durable, kept.version()));
    }
    return new Answer.Done(payload, activation.receipt(durable, kept.version()));
  }

  /** What who asks for the outcome gets: not the reply, which is for who knows the arguments. */
  static Answer settled(RequestId request, KeptReply kept, Activation activation) {
    Receipt receipt = activation.receipt(activation.durable(), kept.version());
    return kept.outcome() instanceof KeptReply.Outcome.Refused
        ? new Answer.Failed(Problem.settled(request), receipt)
        : new Answer.Done(Payload.NULL, receipt);
  }

  static Answer unknown(String reason) {
    return new Answer.Unknown(reason);
  }

  /** Nothing has begun, because the registry could not be asked: the caller's router goes on until its deadline. */
  static Answer notNow(String reason) {
    return new Answer.Failed(new Problem(ErrorKind.UNAVAILABLE, Problem.NOT_NOW, reason, null));
  }

  static Answer unavailable(String reason) {
    return new Answer.Failed(Problem.of(ErrorKind.UNAVAILABLE, reason));
  }
}
