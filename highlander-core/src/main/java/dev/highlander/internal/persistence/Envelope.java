package dev.highlander.internal.persistence;

import dev.highlander.Epoch;
import dev.highlander.ObjectId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stored form of one object (protocol F1): one JSON document that a person can read.
 *
 * @param object type and id, checked on load so that a copied file is refused
 * @param schema the state's schema version, 1 for now
 * @param birth unique to a creation of the object; kept by its tombstone
 * @param version 1 more than that of the write before
 * @param epoch of the activation that wrote it
 * @param writerNode name of the node that wrote it, for people
 * @param writeToken unique to this write: how a writer recognises its own
 * @param requests the requests it remembers
 * @param state the state; null in a tombstone
 * @param deletedMillis when it was deleted, by its owner's wall clock; 0 if it was not
 * @param stateBytes roughly the state's size as JSON
 */
public record Envelope(
    ObjectId object,
    int schema,
    String birth,
    long version,
    Epoch epoch,
    String writerNode,
    String writeToken,
    RequestWindow requests,
    @Nullable ObjectNode state,
    long deletedMillis,
    int stateBytes) {

  /** The format this framework writes. */
  public static final int FORMAT = 1;

  /** What reading bytes gave. */
  public sealed interface Read {
    /** An envelope. */
    record Ok(Envelope envelope) implements Read {}

    /** Not an envelope of this object. */
    record Corrupt(String reason) implements Read {}
  }
}
