package dev.highlander.samples.todo;

import dev.highlander.HighlanderException;
import dev.highlander.ObjectSpace;
import dev.highlander.OutcomeUnknown;
import dev.highlander.Overloaded;
import dev.highlander.Ref;
import dev.highlander.RequestId;
import dev.highlander.Unavailable;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells users which lists they were given or lost: the second half of a sharing, which the list itself can't do. Each piece of news has a
 * request id of its own and is repeated under it until there is an answer, so that it is heard once; the numbers in it keep late news from
 * undoing newer ones. It is kept in memory: what was not answered when this process dies is told by the owner's next sharing with that
 * user. Thread-safe.
 */
final class News implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(News.class);
  private static final int MAX_UNTOLD = 10_000;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 3_000;

  private final ObjectSpace space;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore untold = new Semaphore(MAX_UNTOLD);

  News(ObjectSpace space) {
    this.space = space;
  }

  /**
   * Tells a user of one sharing. The future completes when the user has answered, whatever the answer.
   *
   * @throws Overloaded if too much is untold already
   */
  CompletableFuture<Void> tell(String user, String list, int sharing, boolean member) {
    if (!untold.tryAcquire()) {
      throw new Overloaded(MAX_UNTOLD + " pieces of news wait for their users already");
    }
    return CompletableFuture.runAsync(() -> repeat(user, list, sharing, member), threads)
        .whenComplete((done, failure) -> untold.release());
  }

  private void repeat(String user, String list, int sharing, boolean member) {
    Ref<User> ref = space.ref(User.class, user).withRequest(RequestId.named("news:" + UUID.randomUUID()));
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        if (member) {
          ref.update(User::listShared, list, sharing);
        } else {
          ref.update(User::listUnshared, list, sharing);
        }
        return;
      } catch (Unavailable | Overloaded | OutcomeUnknown e) {
        LOG.debug("{} was not told of list {} yet: {}", user, list, e.getMessage());
      } catch (HighlanderException e) {
        LOG.warn("{} can't be told of list {}: {}", user, list, e.getMessage());
        return;
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        LOG.warn("{} was not told of list {} before this node stopped", user, list);
        return;
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** Gives up what is untold. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
