package dev.highlander.internal.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.internal.ManualPlatform;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.persistence.GenerationGuard.Result;
import dev.highlander.memory.MemoryStore;
import dev.highlander.spi.Precondition;
import dev.highlander.spi.StoreRead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Generations of the registry: the first, the same again, and those of a rebuilt one. */
class GenerationGuardTest {

  private static final Duration WAIT = Duration.ofMillis(2_200);
  private static final Duration ALMOST = WAIT.minusMillis(1);

  private final ManualPlatform time = new ManualPlatform(1);
  private final MemoryStore store = new MemoryStore();
  private final JsonCodec json = new JsonCodec();

  @Test
  void theFirstRegistryOfAStoreBeginsAtOnce() {
    assertThat(ensure("first")).isCompletedWithValue(new Result.Generation(1));
    assertThat(ensure("first")).isCompletedWithValue(new Result.Generation(1));
  }

  @Test
  void whoeverRaisesTheGenerationWaitsForLeasesOfTheLostRegistry() {
    ensure("lost");

    CompletableFuture<Result> raising = ensure("rebuilt");
    time.advance(ALMOST);
    assertThat(raising).isNotDone();
    time.advance(Duration.ofMillis(1));

    assertThat(raising).isCompletedWithValue(new Result.Generation(2));
    assertThat(ensure("rebuilt")).isCompletedWithValue(new Result.Generation(2));
  }

  @Test
  void whoeverMeetsARaisedGenerationBeforeItIsSettledWaitsTheWholeWaitToo() {
    ensure("lost");
    CompletableFuture<Result> raising = ensure("rebuilt");
    time.advance(Duration.ofMillis(1_000));

    CompletableFuture<Result> meeting = ensure("rebuilt");
    time.advance(Duration.ofMillis(1_199));
    assertThat(raising).isNotDone();
    assertThat(meeting).isNotDone();
    time.advance(Duration.ofMillis(1));
    assertThat(raising).isDone();
    assertThat(meeting).isNotDone();
    time.advance(Duration.ofMillis(1_000));

    assertThat(meeting).isCompletedWithValue(new Result.Generation(2));
  }

  @Test
  void aGenerationThatItsRaiserDidNotLiveToSettleIsSettledByTheNext() {
    write("{\"format\":1,\"registry\":\"rebuilt\",\"generation\":7,\"settled\":false}");

    CompletableFuture<Result> next = ensure("rebuilt");
    time.advance(ALMOST);
    assertThat(next).isNotDone();
    time.advance(Duration.ofMillis(1));

    assertThat(next).isCompletedWithValue(new Result.Generation(7));
    assertThat(stored()).contains("\"settled\":true");
  }

  @Test
  void aRegistryThatIsRebuiltOnceMoreDuringTheWaitIsWaitedForAgain() {
    ensure("lost");
    CompletableFuture<Result> second = ensure("rebuilt");
    time.advance(Duration.ofMillis(1_000));
    CompletableFuture<Result> third = ensure("rebuilt again");
    time.advance(ALMOST);
    assertThat(third).isNotDone();
    time.advance(Duration.ofMillis(1));

    assertThat(third).isCompletedWithValue(new Result.Generation(3));
    assertThat(second).isCompletedWithValue(new Result.Failed("the registry was rebuilt once more"));
    assertThat(stored()).contains("\"generation\":3", "rebuilt again");
  }

  @Test
  void somethingElseUnderThatKeyIsNotOverwritten() {
    write("{\"format\":1,\"registry\":\"lost\"}");

    assertThat(ensure("rebuilt").join()).isInstanceOf(Result.Failed.class);
    assertThat(stored()).isEqualTo("{\"format\":1,\"registry\":\"lost\"}");
  }

  private CompletableFuture<Result> ensure(String root) {
    return GenerationGuard.ensure(time.platform(), store, json, root, WAIT);
  }

  private void write(String body) {
    store.write("cluster.json", body.getBytes(StandardCharsets.UTF_8), Precondition.absent()).join();
  }

  private String stored() {
    return new String(((StoreRead.Found) store.load("cluster.json").join()).body(), StandardCharsets.UTF_8);
  }
}
