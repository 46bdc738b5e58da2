package dev.highlander.internal.activation;

import dev.highlander.internal.codec.StateCodec;
import dev.highlander.internal.model.TypeModel;
import java.time.Duration;

/**
 * One type as a host runs it. States are plain objects here: the reference that a user holds has their type.
 *
 * @param model the type
 * @param codec its states
 * @param idle how long its activations stay after their last call
 */
record TypeRuntime(TypeModel<Object> model, StateCodec<Object> codec, Duration idle) {

  /** A state that user code may run on: the same instance if nobody can change it, otherwise a copy. */
  Object handOut(Object state) {
    return model.shareable() ? state : codec.copy(state);
  }
}
