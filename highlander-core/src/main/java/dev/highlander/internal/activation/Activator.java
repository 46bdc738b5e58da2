package dev.highlander.internal.activation;

import dev.highlander.BadRequest;
import dev.highlander.ErrorKind;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.persistence.Envelope;
import dev.highlander.internal.persistence.RequestWindow;
import dev.highlander.internal.util.StoreKeys;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Scheduling;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import dev.highlander.spi.Succession;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an activation to life: claims the object, waits until nobody else can still be serving it, <em>then</em> loads, then serves (protocol
 * L5; loading before the wait reads what the predecessor is about to replace).
 */
final class Activator {

  private static final Logger LOG = LoggerFactory.getLogger(Activator.class);

  /** Requests older than this are refused by every store, and by S3 long before. */
  private static final Duration PURGE_AFTER = Duration.ofDays(1);

  private final Activation activation;
  private final TypeHost host;

  private Activator(Activation activation, TypeHost host) {
    this.activation = activation;
    this.host = host;
  }

  static void start(Activation activation, TypeHost host) {
    Activator activator = new Activator(activation, host);
    activator.guarded(() ->
        activation.tenure().incarnation().claim(activation.object()).whenComplete((result, error) ->
            activator.guarded(() ->
                activator.claimed(error == null ? result : new ClaimResult.Declined(String.valueOf(error))))));
  }

  /**
   * Brings it to life as the next owner after one that announced its release: the claim waits behind the owner's, and everything else is as
   * always, the takeover wait included if the release turns out not to be to this very claim (protocol C7).
   *
   * @param patience after which it gives up: the owner keeps the object, it seems
   * @param queued told true when the owner may close its activation, false when there is nothing to wait for
   */
  static void succeed(Activation activation, TypeHost host, String owner, Duration patience, Consumer<Boolean> queued) {
    Activator activator = new Activator(activation, host);
    activator.guarded(() -> {
      try {
        activator.queue(owner, patience, queued);
      } catch (RuntimeException | Error thrown) {
        queued.accept(false);
        throw thrown;
      }
    });
  }

  private void queue(String owner, Duration patience, Consumer<Boolean> queued) {
    Succession succession = activation.tenure().incarnation().succeed(activation.object(), owner);
    succession.queued().thenAccept(queued);
    // Before anything else that may go wrong: a claim that is granted to nobody keeps the object from everybody.
    CompletableFuture<Void> over = succession.result().thenAccept(result -> guarded(() -> claimed(result)));
    Scheduling.Timer givesUp = host.context().platform().scheduling().after(patience, succession::withdraw);
    over.whenComplete((done, error) -> givesUp.cancel());
  }

  /** Runs a step on a thread that nobody listens to: what is thrown there, by a state's own code for example, is told to those who wait. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error thrown) {
      LOG.error("{} could not be started", activation.object(), thrown);
      activation.failed(
          StopReason.broken("could not start"), Replies.unavailable(activation.object() + " could not be started: " + thrown));
    }
  }

  private void claimed(ClaimResult result) {
    switch (result) {
      case ClaimResult.HeldBy held ->
          activation.failed(new StopReason("held by " + held.holder().node(), true), new Answer.NotOwner(held.holder()));
      case ClaimResult.Declined declined ->
          activation.failed(
              StopReason.broken(declined.reason()),
              // A node that can't claim because its own place in the cluster is gone says nothing about the object (protocol L8).
              activation.tenure().lease().held()
                  ? Replies.notNow(activation.object() + " could not be claimed: " + declined.reason())
                  : new Answer.NotOwner(null));
      case ClaimResult.Full full ->
          activation.failed(
              StopReason.broken(full.reason()), Replies.unavailable(activation.object() + " could not be claimed: " + full.reason()));
      case ClaimResult.Granted granted -> {
        if (!activation.claimed(granted.claim())) {
          activation.tenure().incarnation().release(granted.claim(), false);
          return;
        }
        switch (granted.entry()) {
          case ClaimResult.Entry.AtOnce atOnce -> load();
          case ClaimResult.Entry.AfterTakeoverWait after -> {
            Duration wait = context().settings().takeoverWait();
            long left = after.sinceNanos() + wait.toNanos() - context().nanos();
            context().platform().scheduling().after(Duration.ofNanos(Math.max(left, 0)), () -> guarded(this::load));
          }
        }
      }
    }
  }

  private void load() {
    if (activation.phase() instanceof Phase.Starting) {
      host.loads().load(() -> context().store().load(StoreKeys.of(activation.object())), read -> guarded(() -> loaded(read)));
    }
  }

  private void loaded(StoreRead read) {
    switch (read) {
      case StoreRead.Failed failed ->
          activation.failed(
              new StopReason("store can't be read", true),
              Replies.unavailable(activation.object() + " could not be loaded: " + failed.reason()));
      case StoreRead.Missing missing -> activation.serve(initial(0, "", null), new RequestWindow());
      case StoreRead.Found found -> {
        switch (context().envelopes().decode(activation.object(), found.body())) {
          case Envelope.Read.Corrupt corrupt -> corrupt(corrupt.reason());
          case Envelope.Read.Ok ok -> open(ok.envelope(), found.etag());
        }
      }
    }
  }

  private void open(Envelope envelope, String etag) {
    if (envelope.epoch().compareTo(activation.epoch()) > 0) {
      LOG.error("{} is stored with epoch {}, later than that of this claim, {}", activation.object(), envelope.epoch(), activation.epoch());
      activation.failed(StopReason.broken("a later epoch has written"), new Answer.NotOwner(null));
      return;
    }
    if (envelope.state() == null && context().purges() && context().wallMillis() - envelope.deletedMillis() > PURGE_AFTER.toMillis()) {
      purge(envelope, etag);
      return;
    }
    if (envelope.state() == null) {
      activation.serve(initial(envelope.version(), envelope.birth(), etag), envelope.requests());
      return;
    }
    try {
      var decoded = host.type().codec().decode(envelope.state());
      int bytes = envelope.stateBytes();
      Durable durable =
          new Durable(decoded.state(), true, envelope.version(), envelope.birth(), Durable.tagOf(etag), false, decoded.unknown(), bytes);
      activation.serve(durable, envelope.requests());
    } catch (BadRequest e) {
      corrupt("the stored state does not fit its type: " + e.getMessage());
    }
  }

  /** Nothing of the time before a deletion can arrive any more: the tombstone has done its work. */
  private void purge(Envelope tombstone, String etag) {
    context().store().delete(StoreKeys.of(activation.object()), etag).whenComplete((outcome, error) -> guarded(() -> {
      switch (error == null ? outcome : new StoreWrite.Unknown(String.valueOf(error))) {
        case StoreWrite.Written written -> activation.serve(initial(0, "", null), new RequestWindow());
        case StoreWrite.Conflict conflict -> load();
        case StoreWrite.RetryCondition retry -> load();
        // Still there, or gone in a moment: the next write names the tag, so it can't be mistaken.
        case StoreWrite.Refused refused -> activation.serve(initial(tombstone.version(), tombstone.birth(), etag), tombstone.requests());
        case StoreWrite.Unknown unknown -> activation.serve(initial(tombstone.version(), tombstone.birth(), etag), tombstone.requests());
      }
    }));
  }

  private HostContext context() {
    return host.context();
  }

  private Durable initial(long version, String birth, @Nullable String etag) {
    return new Durable(host.type().codec().initial(), false, version, birth, Durable.tagOf(etag), false, null, 0);
  }

  private void corrupt(String reason) {
    LOG.error("{} can't be loaded: {}", activation.object(), reason);
    activation.failed(
        new StopReason("corrupt", true),
        new Answer.Failed(Problem.of(ErrorKind.CORRUPT_OBJECT, activation.object() + ": " + reason)));
  }
}
