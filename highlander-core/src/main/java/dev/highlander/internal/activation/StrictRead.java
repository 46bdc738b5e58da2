package dev.highlander.internal.activation;

import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.spi.StoreRead;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A read that is never stale, whatever clocks do (protocol G4): answered only if the state in memory is the one in the store at some moment of the
 * call. A write of our own may be in flight, so a difference is looked at a few times before it counts as somebody else's.
 */
final class StrictRead {

  private static final int MAX_LOOKS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

  private final Activation activation;
  private final TypeHost host;
  private final Invocation invocation;
  private final AnswerSink sink;
  private int looks;
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
      case StoreRead.Missing missing -> match(before, null);
      case StoreRead.Found found -> match(before, found.etag());
    }
  }

  private void match(Durable before, @Nullable String etag) {
    Durable now = activation.durable();
    if (Objects.equals(now.etag(), etag)) {
      answer(now);
    } else if (Objects.equals(before.etag(), etag)) {
      answer(before);
    } else if (++looks < MAX_LOOKS && activation.mayAct()) {
      host.context().platform().scheduling().after(pause, this::start);
      pause = pause.multipliedBy(2);
    } else {
      activation.stepDown(StopReason.broken("the store holds another state than memory"));
      sink.answer(new Answer.NotOwner(null));
    }
  }

  private void answer(Durable state) {
    HostContext context = host.context();
    context
        .platform()
        .executor()
        .execute(() -> sink.answer(host.runner().read(state, invocation, activation.receipt(state), context.wallMillis())));
  }
}
