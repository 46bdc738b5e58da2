package dev.highlander.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Unavailable;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.Test;

/** Whoever waits for a session to open or to close is told, whatever goes wrong. */
class CuratorSessionTest {

  private final AtomicInteger closings = new AtomicInteger();

  /** A framework whose closing fails. */
  private final CuratorFramework brittle =
      (CuratorFramework)
          Proxy.newProxyInstance(
              CuratorSessionTest.class.getClassLoader(),
              new Class<?>[] {CuratorFramework.class},
              (proxy, method, arguments) -> {
                closings.incrementAndGet();
                throw new OutOfMemoryError("unable to create native thread");
              });

  private static final class Deaf implements ZkSession.Listener {
    @Override
    public void onChanged(String path) {}

    @Override
    public void onSuspended() {}

    @Override
    public void onResumed() {}

    @Override
    public void onEnded(String reason) {}
  }

  @Test
  void aFrameworkThatCantBeClosedIsClosedForItsUser() {
    CuratorSession session = new CuratorSession(Runnable::run);
    session.begin(brittle, opened -> new Deaf(), new CompletableFuture<>());
    CompletableFuture<Void> closed = new CompletableFuture<>();

    session.close(() -> closed.complete(null));

    assertThat(closed).isCompleted();
    assertThat(closings).hasValue(1);
  }

  @Test
  void withoutAThreadItIsClosedHere() {
    CuratorSession session =
        new CuratorSession(
            task -> {
              throw new RejectedExecutionException("stopped");
            });
    session.begin(brittle, opened -> new Deaf(), new CompletableFuture<>());
    CompletableFuture<Void> closed = new CompletableFuture<>();

    session.close(() -> closed.complete(null));

    assertThat(closed).isCompleted();
    assertThat(closings).hasValue(1);
  }

  @Test
  void aUserThatThrowsGetsNoSession() {
    CuratorSession session = new CuratorSession(Runnable::run);
    CompletableFuture<ZkSession> opened = new CompletableFuture<>();

    session.begin(
        brittle,
        user -> {
          throw new IllegalStateException("not now");
        },
        opened);

    assertThat(opened).isCompletedExceptionally();
    assertThat(opened.exceptionNow()).isInstanceOf(Unavailable.class).hasMessageContaining("not now");
    assertThat(closings).hasValue(1);
  }
}
