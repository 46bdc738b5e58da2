package dev.highlander.internal.activation;

import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.persistence.Envelope;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.spi.StoreRead;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A read that is never stale, whatever clocks do (protocol G4): answered only if the state in memory is the one in the store at some moment of the
 * call. If the store holds a write of this activation that is still in flight here, the read waits for it; if it holds anybody else's, the activation
 * is over.
 */
final class StrictRead {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(160);

  private final Activation activation;
  private final TypeHost host;
  private final Invocation invocation;
  private final AnswerSink sink;
  private Duration pause = FIRST_PAUSE;

  StrictRead(Activation activation, TypeHost host, Invocation invocation, AnswerSink sink) {
    this.activation = activation;
    this.host = host;
    this.invocation = invocation;
    this.sink = sink;
  }

  void start() {
    Durable before = activation.durable();
    host.context().store().load(StoreKeys.of(activation.object()))
        .whenComplete((read, error) -> compare(before, error == null ? read : new StoreRead.Failed(String.valueOf(error))));
  }

  private void compare(Durable before, StoreRead read) {
    switch (read) {
      case StoreRead.Failed failed -> sink.answer(Replies.unavailable("a strict read could not ask the store: " + failed.reason()));
      case StoreRead.Missing missing -> match(before, null, null);
      case StoreRead.Found found -> match(before, found.etag(), found.body());
    }
  }

  private void match(Durable before, @Nullable String etag, byte @Nullable [] body) {
    Durable now = activation.durable();
    if (Objects.equals(now.etag(), etag)) {
      answer(now);
    } else if (Objects.equals(before.etag(), etag)) {
      answer(before);
    } else if (!activation.mayAct()) {
      sink.answer(activation.elsewhere());
    } else if (body != null && isOwn(body)) {
      lookAgain();
    } else {
      activation.stepDown(StopReason.broken("the store holds another state than memory"));
      sink.answer(new Answer.NotOwner(null));
    }
  }

  private boolean isOwn(byte[] body) {
    return host.context().envelopes().decode(activation.object(), body) instanceof Envelope.Read.Ok ok
        && ok.envelope().epoch().equals(activation.epoch());
  }

  private void lookAgain() {
    HostContext context = host.context();
    if (context.nanos() - invocation.deadlineNanos() >= 0) {
      sink.answer(Replies.unavailable("a strict read waited for a write until its deadline"));
      return;
    }
    context.platform().scheduling().after(pause, this::start);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void answer(Durable state) {
    HostContext context = host.context();
    context
        .platform()
        .executor()
        .execute(() -> sink.answer(host.runner().read(state, invocation, activation.receipt(state), context.wallMillis())));
  }
}
