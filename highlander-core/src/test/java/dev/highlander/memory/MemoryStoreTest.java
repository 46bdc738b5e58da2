package dev.highlander.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryStoreTest {

  private final MemoryStore store = new MemoryStore();

  @Test
  void theSameBytesWrittenAgainHaveAnotherTag() {
    String first = written(store.write("k", bytes("same"), Precondition.absent()));

    String second = written(store.write("k", bytes("same"), Precondition.matches(first)));

    assertThat(second).isNotEqualTo(first);
    assertThat(store.write("k", bytes("x"), Precondition.matches(first)).join()).isEqualTo(new StoreWrite.Conflict());
  }

  @Test
  void callersCanNotReachTheStoredBytes() {
    byte[] mine = bytes("abc");
    store.write("k", mine, Precondition.absent()).join();
    mine[0] = 'X';
    found("k").body()[1] = 'X';

    assertThat(found("k").body()).isEqualTo(bytes("abc"));
  }

  @Test
  void withoutAnExecutorEveryOperationIsCompleteWhenItReturns() {
    assertThat(store.write("k", bytes("1"), Precondition.absent())).isDone();
    assertThat(store.load("k")).isDone();
    assertThat(store.list("", null, 1)).isDone();
    assertThat(store.delete("k", found("k").etag())).isDone();
  }

  @Test
  void withAnExecutorNothingHappensBeforeItRunsTheTask() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    var queued = new MemoryStore(tasks::add);

    var write = queued.write("k", bytes("1"), Precondition.absent());

    assertThat(queued.size()).isZero();
    tasks.remove().run();
    assertThat(queued.size()).isOne();
    assertThat(write).isDone();
  }

  @Test
  void aLostReplyLeavesTheBytesAndALostRequestDoesNot() {
    store.faults().next(new StoreFault.LoseReply()).next(new StoreFault.LoseRequest());

    assertThat(store.write("committed", bytes("1"), Precondition.absent()).join()).isInstanceOf(StoreWrite.Unknown.class);
    assertThat(store.write("lost", bytes("1"), Precondition.absent()).join()).isInstanceOf(StoreWrite.Unknown.class);

    assertThat(found("committed").body()).isEqualTo(bytes("1"));
    assertThat(store.load("lost").join()).isEqualTo(new StoreRead.Missing());
    assertThat(store.faults().pending()).isZero();
  }

  @Test
  void refusedAndAskedToRetryMeansNotWritten() {
    store.faults().next(new StoreFault.Refuse("no")).next(new StoreFault.AskRetry());

    assertThat(store.write("k", bytes("1"), Precondition.absent()).join()).isEqualTo(new StoreWrite.Refused("no"));
    assertThat(store.write("k", bytes("1"), Precondition.absent()).join()).isEqualTo(new StoreWrite.RetryCondition());

    assertThat(store.size()).isZero();
  }

  @Test
  void aHeldRequestIsDecidedOnlyWhenItArrives() {
    var arrival = new CompletableFuture<Void>();
    store.faults().next(new StoreFault.HoldRequest(arrival));

    var held = store.write("k", bytes("held"), Precondition.absent());
    written(store.write("k", bytes("overtook"), Precondition.absent()));
    assertThat(held).isNotDone();
    arrival.complete(null);

    assertThat(held.join()).isEqualTo(new StoreWrite.Conflict());
    assertThat(found("k").body()).isEqualTo(bytes("overtook"));
  }

  @Test
  void aHeldReplyBelongsToAWriteThatOthersAlreadySee() {
    var answer = new CompletableFuture<Void>();
    store.faults().next(new StoreFault.HoldReply(answer));

    var held = store.write("k", bytes("1"), Precondition.absent());
    assertThat(held).isNotDone();
    String etag = found("k").etag();
    answer.complete(null);

    assertThat(written(held)).isEqualTo(etag);
  }

  @Test
  void aLateArrivalIsReportedUnknownAndStillObeysItsCondition() {
    var first = new CompletableFuture<Void>();
    var second = new CompletableFuture<Void>();
    store.faults().next(new StoreFault.ArriveLate(first)).next(new StoreFault.ArriveLate(second));

    assertThat(store.write("k", bytes("1"), Precondition.absent()).join()).isInstanceOf(StoreWrite.Unknown.class);
    assertThat(store.write("k", bytes("2"), Precondition.absent()).join()).isInstanceOf(StoreWrite.Unknown.class);
    assertThat(store.size()).isZero();
    second.complete(null);
    first.complete(null);

    assertThat(found("k").body()).isEqualTo(bytes("2"));
  }

  @Test
  void aDuplicateOfAnAppliedWriteChangesNothing() {
    var again = new CompletableFuture<Void>();
    store.faults().next(new StoreFault.Duplicate(again));

    String etag = written(store.write("k", bytes("1"), Precondition.absent()));
    again.complete(null);

    assertThat(found("k").etag()).isEqualTo(etag);
  }

  @Test
  void aFaultForOneKeyLeavesOthersAloneAndAStandingFaultMeetsEveryWrite() {
    store.faults().next("k"::equals, new StoreFault.Refuse("planned"));
    written(store.write("other", bytes("1"), Precondition.absent()));
    store.faults().every(key -> new StoreFault.Refuse("down")).failReads("down");

    assertThat(store.write("k", bytes("1"), Precondition.absent()).join()).isEqualTo(new StoreWrite.Refused("planned"));
    assertThat(store.write("k", bytes("1"), Precondition.absent()).join()).isEqualTo(new StoreWrite.Refused("down"));
    assertThat(store.delete("other", "x").join()).isEqualTo(new StoreWrite.Refused("down"));
    assertThat(store.load("other").join()).isEqualTo(new StoreRead.Failed("down"));
    assertThat(store.list("", null, 1).join()).isEqualTo(new SnapshotStore.Listing.Failed("down"));

    store.faults().heal();
    written(store.write("k", bytes("1"), Precondition.absent()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/", "/a", "a//b", ".", "..", "a/.", "a/../b", "./a", "a b", "a\nb", "ä", "a%2Fb"})
  void anIllegalKeyIsADefectOfTheCaller(String key) {
    assertThatThrownBy(() -> store.load(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.write(key, new byte[0], Precondition.absent())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.delete(key, "x")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "...", "a..b", ".a", "a/.b", "..a/b", "objects/todo/a=2Fb~/c.json", "A-Z_0"})
  void aLegalKeyIsTaken(String key) {
    written(store.write(key, new byte[0], Precondition.absent()));
  }

  @Test
  void aKeyHas900CharactersAtMost() {
    written(store.write("k".repeat(900), new byte[0], Precondition.absent()));
    assertThatThrownBy(() -> store.load("k".repeat(901))).isInstanceOf(IllegalArgumentException.class);
  }

  private StoreRead.Found found(String key) {
    return (StoreRead.Found) store.load(key).join();
  }

  private static String written(CompletableFuture<StoreWrite> answer) {
    assertThat(answer.join()).isInstanceOf(StoreWrite.Written.class);
    return ((StoreWrite.Written) answer.join()).etag();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
