package dev.highlander.internal.activation;

import dev.highlander.internal.model.Answer;
import dev.highlander.spi.Holder;
import org.jspecify.annotations.Nullable;

/**
 * Where the object of a draining activation goes.
 *
 * @param heir who waits for the release; null if nobody is known to. Only a hint for callers: whom the release names is the registry's matter
 * @param over to be told once the claim is released, or the activation has ended otherwise
 */
record HandOff(@Nullable Holder heir, Runnable over) {

  static final HandOff TO_NOBODY = new HandOff(null, () -> { });

  /** What calls get that the activation does not execute any more. */
  Answer answer() {
    return new Answer.NotOwner(heir);
  }
}
