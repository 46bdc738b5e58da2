package dev.highlander.internal.activation;

import dev.highlander.BadRequest;
import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.persistence.ConditionalWrite;
import dev.highlander.internal.persistence.Envelope;
import dev.highlander.internal.persistence.RequestWindow;
import dev.highlander.internal.persistence.WriteOutcome;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.spi.Precondition;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes the bytes of one object's next snapshot and writes them on top of the last one: the only way objects get into the store. */
final class SnapshotWriter {

  /** A tombstone is small, so that listing ids can tell it by its size (protocol F7). */
  static final int MAX_TOMBSTONE_BYTES = 4_096;

  private final HostContext context;
  private final TypeRuntime type;
  private final ObjectId object;
  private final Epoch epoch;

  SnapshotWriter(HostContext context, TypeRuntime type, ObjectId object, Epoch epoch) {
    this.context = context;
    this.type = type;
    this.object = object;
    this.epoch = epoch;
  }

  /** What making a snapshot gave. */
  sealed interface Encoded permits Snapshot, Unwritable {}

  /**
   * A snapshot.
   *
   * @param body the envelope's bytes
   * @param token its write token
   * @param next what queries read once it is durable, but for its tag: decoded from the bytes, so that it shares nothing with what handlers
   *     returned, and it is certain that the bytes can be loaded
   */
  record Snapshot(byte[] body, String token, Durable next) implements Encoded {}

  /**
   * The state can't be stored.
   *
   * @param problem why
   */
  record Unwritable(Problem problem) implements Encoded, Storable {}

  /** The JSON of a state as a reply; null if it can't be written, or not be read again. */
  byte @Nullable [] reply(Object state) {
    try {
      byte[] json = type.codec().encode(state, null);
      return context.envelopes().readable(json) ? json : null;
    } catch (Throwable thrown) {
      return null;
    }
  }

  /** Whether this state could be stored; null if so. */
  @Nullable Problem check(Object state, @Nullable ObjectNode unknown) {
    return switch (stored(new Head(state, true, 1, "x", unknown))) {
      case Stored stored -> null;
      case Unwritable unwritable -> unwritable.problem();
    };
  }

  /** Makes a snapshot of a state and the requests it remembers. */
  Encoded encode(Head head, RequestWindow requests) {
    String token = context.platform().newId();
    long deletedMillis = head.exists() ? 0 : context.platform().ticker().wallMillis();
    Envelope envelope =
        new Envelope(object, 1, head.birth(), head.version(), epoch, context.node(), token, requests, null, deletedMillis, 0);
    if (!head.exists()) {
      Durable none = new Durable(type.codec().initial(), false, head.version(), head.birth(), null, true, null, 0);
      return new Snapshot(context.envelopes().encode(envelope, null), token, none);
    }
    return switch (stored(head)) {
      case Unwritable unwritable -> unwritable;
      case Stored stored -> {
        Durable next =
            new Durable(stored.state, true, head.version(), head.birth(), null, true, head.unknown(), stored.json.length);
        yield new Snapshot(context.envelopes().encode(envelope, stored.json), token, next);
      }
    };
  }

  private sealed interface Storable permits Stored, Unwritable {}

  private record Stored(byte[] json, Object state) implements Storable {}

  private Storable stored(Head head) {
    try {
      byte[] json = type.codec().encode(head.state(), head.unknown());
      int limit = context.settings().maxStateBytes();
      if (json.length > limit) {
        return unwritable(ErrorKind.BAD_REQUEST, "would have " + json.length + " bytes; the limit is " + limit);
      }
      return new Stored(json, type.codec().decodeWritten(json));
    } catch (BadRequest e) {
      return unwritable(ErrorKind.HANDLER_FAILED, "can't be written and read back as JSON: " + e.getMessage());
    } catch (Throwable thrown) {
      // The state's own code runs here, and what it throws must not end the mailbox that everybody else waits in.
      return unwritable(ErrorKind.HANDLER_FAILED, "can't be written and read back as JSON: " + thrown);
    }
  }

  private Unwritable unwritable(ErrorKind kind, String why) {
    return new Unwritable(Problem.of(kind, "the state of " + object + " " + why));
  }

  /** Writes a snapshot on top of the last durable one. */
  CompletableFuture<WriteOutcome> write(Snapshot snapshot, Durable last, BooleanSupplier goOn) {
    String etag = last.etag();
    Precondition precondition = etag == null ? Precondition.absent() : Precondition.matches(etag);
    ConditionalWrite.Job job =
        new ConditionalWrite.Job(object, StoreKeys.of(object), snapshot.body(), precondition, snapshot.token(), epoch);
    long deadline = context.inNanos(context.settings().storeDeadline());
    return ConditionalWrite.start(context.platform(), context.store(), context.envelopes(), job, deadline, goOn);
  }
}
