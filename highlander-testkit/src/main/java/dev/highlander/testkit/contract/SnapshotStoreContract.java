package dev.highlander.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.SnapshotStore.Entry;
import dev.highlander.spi.SnapshotStore.Listing;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link SnapshotStore} does. A subclass gives a store and gets these tests; each test works under a prefix of its own, so
 * that a bucket may be shared and need not be emptied.
 */
public abstract class SnapshotStoreContract {

  private static final int RACERS = 32;
  private static final int ROUNDS = 20;
  private static final Random NAMES = new Random();

  private final String folder = "contract-" + Long.toUnsignedString(NAMES.nextLong(), 36) + "/";
  private SnapshotStore store;

  /** Opens a store; it is closed after the test. */
  protected abstract SnapshotStore open() throws Exception;

  /**
   * Whether the product decides {@code DELETE} with {@code If-Match} atomically with writes. Where it does not, the core never deletes
   * (protocol F7), and the tests ask only for what the core then still relies on.
   */
  protected boolean deletesConditionally() {
    return true;
  }

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void whatWasNeverWrittenIsMissing() {
    assertThat(load("nothing")).isEqualTo(new StoreRead.Missing());
  }

  @Test
  void aCreatedObjectIsReadBackWithItsTag() {
    String etag = created("a", "one");

    StoreRead.Found found = found("a");
    assertThat(text(found)).isEqualTo("one");
    assertThat(found.etag()).isEqualTo(etag);
  }

  @Test
  void aSecondCreateIsAConflictAndChangesNothing() {
    String etag = created("a", "one");

    assertThat(write("a", "two", Precondition.absent())).isEqualTo(new StoreWrite.Conflict());

    assertThat(text(found("a"))).isEqualTo("one");
    assertThat(found("a").etag()).isEqualTo(etag);
  }

  @Test
  void aWriteWithTheFreshTagReplacesTheBodyAndTheTag() {
    String first = created("a", "one");

    String second = written(write("a", "two", Precondition.matches(first)));

    assertThat(second).isNotEqualTo(first);
    assertThat(text(found("a"))).isEqualTo("two");
    assertThat(found("a").etag()).isEqualTo(second);
  }

  @Test
  void aWriteWithAStaleTagIsAConflictAndChangesNothing() {
    String first = created("a", "one");
    String second = written(write("a", "two", Precondition.matches(first)));

    assertThat(write("a", "three", Precondition.matches(first))).isEqualTo(new StoreWrite.Conflict());

    assertThat(text(found("a"))).isEqualTo("two");
    assertThat(found("a").etag()).isEqualTo(second);
  }

  @Test
  void theTagOfAReadIsGoodForAWrite() {
    created("a", "one");

    written(write("a", "two", Precondition.matches(found("a").etag())));
  }

  @Test
  void aWriteThatExpectsATagOfAMissingObjectIsAConflict() {
    String etag = created("other", "one");

    assertThat(write("nothing", "x", Precondition.matches(etag))).isEqualTo(new StoreWrite.Conflict());

    assertThat(load("nothing")).isEqualTo(new StoreRead.Missing());
  }

  @Test
  void aTagOfAnotherObjectIsStale() {
    created("a", "one");
    String other = created("b", "two");

    assertThat(write("a", "three", Precondition.matches(other))).isEqualTo(new StoreWrite.Conflict());
  }

  @Test
  void everyDifferentBodyHasADifferentTag() {
    List<String> tags = new ArrayList<>();
    tags.add(created("a", "0"));
    for (int i = 1; i <= 10; i++) {
      tags.add(written(write("a", String.valueOf(i), Precondition.matches(tags.getLast()))));
    }

    assertThat(tags).doesNotHaveDuplicates();
  }

  @Test
  void ofRacingCreatesExactlyOneWinsInEveryRound() {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "create-" + round;

      List<StoreWrite> answers = race(racer -> store.write(folder + key, bytes("racer " + racer + ";"), Precondition.absent()));

      assertOneWinner(key, answers);
    }
  }

  @Test
  void ofRacingReplacementsExactlyOneWinsInEveryRound() {
    String etag = created("replace", "start");
    for (int round = 0; round < ROUNDS; round++) {
      Precondition fresh = Precondition.matches(etag);
      String suffix = "; round " + round;

      List<StoreWrite> answers = race(racer -> store.write(folder + "replace", bytes("racer " + racer + suffix), fresh));

      assertOneWinner("replace", answers);
      etag = found("replace").etag();
    }
  }

  @Test
  void ofRacingWritersWhoReadAndRetryNoUpdateIsLost() {
    created("counter", "0");
    int increments = 10;

    race(8, racer -> CompletableFuture.runAsync(() -> IntStream.range(0, increments).forEach(i -> increment("counter")), racers));

    assertThat(text(found("counter"))).isEqualTo(String.valueOf(8 * increments));
  }

  @Test
  void aDeleteWithTheFreshTagRemovesTheObject() {
    String etag = created("a", "one");

    assertThat(delete("a", etag)).isEqualTo(new StoreWrite.Written(""));

    assertThat(load("a")).isEqualTo(new StoreRead.Missing());
    assertThat(list("", null, 10)).isEmpty();
  }

  @Test
  void aDeletedObjectCanBeCreatedAgain() {
    delete("a", created("a", "one"));

    created("a", "again");

    assertThat(text(found("a"))).isEqualTo("again");
  }

  @Test
  void aDeleteWithAStaleTagIsAConflictWhereDeletesAreConditional() {
    String first = created("a", "one");
    written(write("a", "two", Precondition.matches(first)));

    StoreWrite answer = delete("a", first);

    if (deletesConditionally()) {
      assertThat(answer).isEqualTo(new StoreWrite.Conflict());
      assertThat(text(found("a"))).isEqualTo("two");
    } else {
      assertThat(answer).isIn(new StoreWrite.Conflict(), new StoreWrite.Written(""));
    }
  }

  @Test
  void aDeleteOfWhatIsAlreadyGoneChangesNothing() {
    String etag = created("a", "one");
    delete("a", etag);

    assertThat(delete("a", etag)).isIn(new StoreWrite.Written(""), new StoreWrite.Conflict());

    assertThat(load("a")).isEqualTo(new StoreRead.Missing());
  }

  @Test
  void inARaceOfDeletesAndReplacementsDeletesOrOneReplacementWinWhereDeletesAreConditional() {
    for (int round = 0; round < ROUNDS && deletesConditionally(); round++) {
      String key = "delete-" + round;
      String etag = created(key, "start");

      List<StoreWrite> answers = race(racer -> racer % 2 == 0
          ? store.delete(folder + key, etag)
          : store.write(folder + key, bytes("racer " + racer + ";"), Precondition.matches(etag)));

      List<Integer> writers = winners(answers).stream().filter(winner -> winner % 2 == 1).toList();
      boolean deleted = winners(answers).size() > writers.size();
      assertThat(writers).as("winners of %s", answers).hasSize(deleted ? 0 : 1);
      assertThat(load(key)).isInstanceOf(deleted ? StoreRead.Missing.class : StoreRead.Found.class);
      writers.forEach(winner -> assertThat(text(found(key))).isEqualTo("racer " + winner + ";"));
    }
  }

  @Test
  void aListingIsInTheOrderOfTheKeysWithTheirSizes() {
    created("b", "22");
    created("a", "1");
    created("a=2F", "333");
    created("aa/b.json", "");
    created("B", "55555");

    assertThat(list("", null, 10))
        .containsExactly(entry("B", 5), entry("a", 1), entry("a=2F", 3), entry("aa/b.json", 0), entry("b", 2));
  }

  @Test
  void aListingHasOnlyKeysWithThePrefixWhichMayEndInsideASegment() {
    List.of("todo/ab", "todo/ac", "todo/b", "todox", "tod").forEach(key -> created(key, ""));

    assertThat(list("todo/a", null, 10)).extracting(Entry::key).containsExactly(folder + "todo/ab", folder + "todo/ac");
    assertThat(list("todo/", null, 10)).hasSize(3);
    assertThat(list("nothing", null, 10)).isEmpty();
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrRepetition() {
    List<String> keys = IntStream.range(0, 25).mapToObj(i -> String.format("k%02d", i)).toList();
    keys.forEach(key -> created(key, ""));

    List<String> seen = new ArrayList<>();
    @Nullable String after = null;
    Listing.Page page;
    do {
      page = page("", after, 10);
      page.entries().forEach(each -> seen.add(each.key().substring(folder.length())));
      after = page.entries().getLast().key();
    } while (page.more());

    assertThat(seen).isEqualTo(keys);
  }

  @Test
  void aPageSaysWhetherThereIsMore() {
    List.of("a", "b", "c").forEach(key -> created(key, ""));

    assertThat(page("", null, 2).more()).isTrue();
    assertThat(page("", folder + "b", 1).more()).isFalse();
    assertThat(page("", folder + "c", 1).entries()).isEmpty();
  }

  @Test
  void aListingMayGoOnAfterAKeyThatNeverExisted() {
    List.of("a", "c").forEach(key -> created(key, ""));

    assertThat(list("", folder + "b", 10)).extracting(Entry::key).containsExactly(folder + "c");
  }

  @Test
  void anEmptyBodyIsABody() {
    String etag = created("a", "");

    assertThat(found("a").body()).isEmpty();
    assertThat(found("a").etag()).isEqualTo(etag);
  }

  @Test
  void bytesAreKeptAsTheyAre() {
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
    written(store.write(folder + "binary", all, Precondition.absent()).join());

    assertThat(found("binary").body()).isEqualTo(all);
  }

  @Test
  void theLargestBodyIsKeptAndOneByteMoreIsRefused() {
    byte[] largest = new byte[SnapshotStore.MAX_BODY_BYTES];
    new Random(1).nextBytes(largest);
    written(store.write(folder + "largest", largest, Precondition.absent()).join());

    assertThat(found("largest").body()).isEqualTo(largest);
    byte[] tooLarge = Arrays.copyOf(largest, largest.length + 1);
    assertThat(store.write(folder + "larger", tooLarge, Precondition.absent()).join()).isInstanceOf(StoreWrite.Refused.class);
    assertThat(load("larger")).isEqualTo(new StoreRead.Missing());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "objects/todo/a.json", "=2E=2E/b", "a=2Fb", "...", "a..b", "-", "_", "~/x", "A", "a.", "x=00=FF", "objects/list/=C3=A4.json"
  })
  void everyLegalKeyIsTaken(String key) {
    String etag = created(key, key);

    assertThat(text(found(key))).isEqualTo(key);
    assertThat(list(key, null, 10)).containsExactly(entry(key, key.length()));
    written(write(key, "next", Precondition.matches(etag)));
  }

  @Test
  void keysThatDifferOnlyInCaseAreDifferentObjects() {
    created("Key", "upper");
    created("key", "lower");

    assertThat(text(found("Key"))).isEqualTo("upper");
    assertThat(text(found("key"))).isEqualTo("lower");
  }

  @Test
  void theLongestKeyIsTakenAndALongerOneIsADefect() {
    String longest = longKey(SnapshotStore.MAX_KEY_CHARS - folder.length());

    created(longest, "long");

    assertThat(text(found(longest))).isEqualTo("long");
    assertThat(list(longest, null, 1)).containsExactly(entry(longest, 4));
    assertThatThrownBy(() -> store.load(folder + longest + "x")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", ".", "..", "a/../b", "a b", "ä", "a%2F"})
  void anIllegalKeyIsADefect(String key) {
    assertThatThrownBy(() -> store.load(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.write(key, new byte[0], Precondition.absent())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.delete(key, "\"x\"")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, SnapshotStore.MAX_PAGE + 1})
  void aPageOfAnotherSizeIsADefect(int limit) {
    assertThatThrownBy(() -> store.list("", null, limit)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLargestPageIsGiven() {
    created("a", "");

    assertThat(list("", null, SnapshotStore.MAX_PAGE)).hasSize(1);
  }

  // --- what the tests are written with

  private final ExecutorService racers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stopRacers() {
    racers.shutdownNow();
  }

  private List<StoreWrite> race(IntFunction<CompletableFuture<StoreWrite>> racer) {
    return race(RACERS, racer);
  }

  private <T> List<T> race(int count, IntFunction<CompletableFuture<T>> racer) {
    var start = new CyclicBarrier(count);
    List<CompletableFuture<T>> running = IntStream.range(0, count)
        .mapToObj(each -> CompletableFuture.runAsync(() -> await(start), racers).thenCompose(go -> racer.apply(each)))
        .toList();
    return running.stream().map(each -> each.orTimeout(60, TimeUnit.SECONDS).join()).toList();
  }

  /** Some products answer losers with 409 or 500, and may fail a round altogether; none may have two winners or change a winner's bytes. */
  private void assertOneWinner(String key, List<StoreWrite> answers) {
    assertThat(winners(answers)).as("winners of %s", answers).hasSize(1);
    assertThat(text(found(key))).startsWith("racer " + winners(answers).getFirst() + ";");
    assertThat(answers).noneMatch(StoreWrite.Refused.class::isInstance);
  }

  private static List<Integer> winners(List<StoreWrite> answers) {
    return IntStream.range(0, answers.size()).filter(i -> answers.get(i) instanceof StoreWrite.Written).boxed().toList();
  }

  private void increment(String key) {
    StoreWrite answer;
    do {
      StoreRead.Found found = found(key);
      String next = String.valueOf(Integer.parseInt(text(found)) + 1);
      answer = write(key, next, Precondition.matches(found.etag()));
    } while (!(answer instanceof StoreWrite.Written));
  }

  private String longKey(int length) {
    var key = new StringBuilder();
    while (key.length() < length) {
      key.append(key.length() % 181 == 180 && key.length() < length - 1 ? '/' : 'k');
    }
    return key.toString();
  }

  private String created(String key, String body) {
    return written(write(key, body, Precondition.absent()));
  }

  private StoreWrite write(String key, String body, Precondition precondition) {
    return store.write(folder + key, bytes(body), precondition).orTimeout(60, TimeUnit.SECONDS).join();
  }

  private StoreWrite delete(String key, String etag) {
    return store.delete(folder + key, etag).orTimeout(60, TimeUnit.SECONDS).join();
  }

  private StoreRead load(String key) {
    return store.load(folder + key).orTimeout(60, TimeUnit.SECONDS).join();
  }

  private StoreRead.Found found(String key) {
    StoreRead read = load(key);
    assertThat(read).isInstanceOf(StoreRead.Found.class);
    return (StoreRead.Found) read;
  }

  private List<Entry> list(String prefix, @Nullable String after, int limit) {
    return page(prefix, after, limit).entries();
  }

  private Listing.Page page(String prefix, @Nullable String after, int limit) {
    Listing listing = store.list(folder + prefix, after, limit).orTimeout(60, TimeUnit.SECONDS).join();
    assertThat(listing).isInstanceOf(Listing.Page.class);
    return (Listing.Page) listing;
  }

  private Entry entry(String key, long size) {
    return new Entry(folder + key, size);
  }

  private static String written(StoreWrite answer) {
    assertThat(answer).isInstanceOf(StoreWrite.Written.class);
    return ((StoreWrite.Written) answer).etag();
  }

  private static String text(StoreRead.Found found) {
    return new String(found.body(), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
