package dev.highlander.internal.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.spi.StoreRead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LoadWindowTest {

  private final LoadWindow window = new LoadWindow(2);
  private final List<CompletableFuture<StoreRead>> sent = new ArrayList<>();
  private final List<StoreRead> results = new ArrayList<>();

  @Test
  void soManyAreSentAndTheNextWaitsForAPlace() {
    load();
    load();
    assertThat(sent).hasSize(2);

    load();
    assertThat(sent).hasSize(2);

    sent.get(1).complete(new StoreRead.Missing());
    assertThat(results).containsExactly(new StoreRead.Missing());
    assertThat(sent).hasSize(3);
  }

  @Test
  void theNextIsSentAfterTheResultHasBeenUsed() {
    List<String> order = new ArrayList<>();
    var first = new CompletableFuture<StoreRead>();
    window.load(() -> first, read -> order.add("first used"));
    load();
    window.load(() -> {
      order.add("third sent");
      return new CompletableFuture<>();
    }, results::add);

    first.complete(new StoreRead.Missing());

    assertThat(order).containsExactly("first used", "third sent");
  }

  @Test
  void whatFailsOrThrowsGivesItsPlaceBack() {
    load();
    load();
    load();
    window.load(() -> {
      throw new IllegalStateException("defect");
    }, results::add);
    load();

    sent.get(0).completeExceptionally(new IllegalStateException("late"));
    sent.get(1).complete(new StoreRead.Missing());

    assertThat(results).hasSize(3);
    assertThat(results.get(0)).isInstanceOfSatisfying(StoreRead.Failed.class, failed -> assertThat(failed.reason()).contains("late"));
    assertThat(results).anySatisfy(
        read -> assertThat(read).isInstanceOfSatisfying(StoreRead.Failed.class, failed -> assertThat(failed.reason()).contains("defect")));
    assertThat(sent).as("the places of three that ended were taken by the two that waited").hasSize(4);
  }

  @Test
  void anErrorIsAnAnswerAndGivesItsPlaceBack() {
    load();
    load();
    window.load(() -> {
      throw new NoClassDefFoundError("of the store's client");
    }, results::add);
    load();

    sent.get(0).complete(new StoreRead.Missing());

    assertThat(results).anySatisfy(
        read -> assertThat(read).isInstanceOfSatisfying(StoreRead.Failed.class, failed -> assertThat(failed.reason()).contains("store's client")));
    assertThat(sent).hasSize(3);
  }

  @Test
  void aResultThatThrowsGivesItsPlaceBack() {
    window.load(() -> CompletableFuture.completedFuture(new StoreRead.Missing()), read -> {
      throw new IllegalStateException("the user of the result");
    });

    load();
    load();

    assertThat(sent).hasSize(2);
  }

  @Test
  void thousandsThatAreAnsweredAtOnceDoNotNest() {
    var first = new CompletableFuture<StoreRead>();
    window.load(() -> first, results::add);
    load();
    for (int i = 0; i < 100_000; i++) {
      window.load(() -> CompletableFuture.completedFuture(new StoreRead.Missing()), results::add);
    }
    assertThat(results).isEmpty();

    first.complete(new StoreRead.Missing());

    assertThat(results).hasSize(100_001);
  }

  private void load() {
    window.load(() -> {
      var read = new CompletableFuture<StoreRead>();
      sent.add(read);
      return read;
    }, results::add);
  }
}
