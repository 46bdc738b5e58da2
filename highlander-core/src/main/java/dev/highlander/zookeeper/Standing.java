package dev.highlander.zookeeper;

import dev.highlander.ObjectId;
import dev.highlander.spi.Platform;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What claims, releases and look-ups of one incarnation work with.
 *
 * @param id the incarnation's
 * @param session its one session
 * @param paths where everything lies
 * @param own its node entry
 * @param table its claims
 * @param queue its claims that wait behind others
 * @param membership who counts
 * @param link whether the session can be reached
 * @param platform time
 * @param end ends the incarnation, with the reason
 * @param abandoned asks for a sweep, because a node may exist that nobody follows up
 */
record Standing(
    String id,
    ZkSession session,
    Paths paths,
    OwnEntry own,
    ClaimTable table,
    QueuedClaims queue,
    Membership membership,
    Link link,
    Platform platform,
    Consumer<String> end,
    Runnable abandoned) {

  private static final Logger log = LoggerFactory.getLogger(Standing.class);

  /** The own node entry was found missing. */
  void expelled() {
    end.accept("its node entry is gone");
  }

  /** Gives up on a claim whose node may exist. */
  void abandon(ObjectId object, long counter) {
    table.abandon(object, counter);
    abandoned.run();
  }

  /** Deletes an own claim node, however often it takes: its name is never used again. */
  void delete(ObjectId object, ClaimName name, Runnable done) {
    session.delete(
        paths.claim(object, name),
        reply -> {
          switch (reply) {
            case ZkReply.Done<Void> deleted -> {
              table.gone(object, name.counter());
              done.run();
            }
            case ZkReply.Unknown<Void> unknown -> link.retry(() -> delete(object, name, done));
            case ZkReply.Ended<Void> ended -> done.run();
            case ZkReply.Refused<Void> refused -> {
              if (refused.reason() == ZkReply.Reason.NO_NODE) {
                table.gone(object, name.counter());
              } else {
                log.warn("Claim {} of {} can't be deleted: {}", name, object, refused.message());
                abandon(object, name.counter());
              }
              done.run();
            }
          }
        });
  }
}
