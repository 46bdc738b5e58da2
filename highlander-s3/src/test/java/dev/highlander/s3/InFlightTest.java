package dev.highlander.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InFlightTest {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void asManyAreAdmittedAsMayRunAndWaitAndNotOneMore() {
    var inFlight = new InFlight(2, 1, Duration.ofSeconds(1));

    assertThat(inFlight.admit()).isTrue();
    assertThat(inFlight.admit()).isTrue();
    assertThat(inFlight.admit()).isTrue();
    assertThat(inFlight.admit()).isFalse();

    inFlight.leave();
    assertThat(inFlight.admit()).isTrue();
  }

  @Test
  void whoFindsNoConnectionInTimeIsToldThatNothingWasSent() {
    var inFlight = new InFlight(1, 1, Duration.ofMillis(50));
    var running = new CountDownLatch(1);
    var release = new CompletableFuture<String>();
    var first = CompletableFuture.supplyAsync(() -> inFlight.run(() -> {
      running.countDown();
      return release.join();
    }, reason -> "not sent"), threads);
    assertThat(awaited(running)).isTrue();

    String second = inFlight.run(() -> "sent", reason -> reason);

    assertThat(second).contains("full", "no connection of 1 became free");
    release.complete("done");
    assertThat(first.join()).isEqualTo("done");
    assertThat(inFlight.run(() -> "sent", reason -> reason)).isEqualTo("sent");
  }

  @Test
  void aRequestThatFailsGivesItsConnectionBack() {
    var inFlight = new InFlight(1, 0, Duration.ofMillis(50));

    var failing = CompletableFuture.supplyAsync(() -> inFlight.run(() -> {
      throw new IllegalStateException("defect");
    }, reason -> reason), threads);

    assertThat(failing).failsWithin(Duration.ofSeconds(5));
    assertThat(inFlight.run(() -> "sent", reason -> reason)).isEqualTo("sent");
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      return latch.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
