package dev.highlander.testkit.cluster;

import dev.highlander.testkit.history.SequentialModel;

/**
 * A model that is asked about every answer. Others are asked only about answers that say what the object gave; these are asked also where it may
 * {@linkplain RecordedReply#refused() refuse} a call, and where an update of whose answer only its version is known may have been applied.
 *
 * @param <S> its states
 */
public interface OutcomeModel<S> extends SequentialModel<S, RecordedCall, RecordedReply> {}
