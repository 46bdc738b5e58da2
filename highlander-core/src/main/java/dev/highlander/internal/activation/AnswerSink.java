package dev.highlander.internal.activation;

import dev.highlander.internal.model.Answer;

/** Takes the one answer of a call. Called exactly once, on any thread; must not block. */
@FunctionalInterface
public interface AnswerSink {
  void answer(Answer answer);
}
