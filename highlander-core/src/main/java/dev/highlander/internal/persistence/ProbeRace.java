package dev.highlander.internal.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.highlander.spi.Precondition;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.StoreRead;
import dev.highlander.spi.StoreWrite;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Many writes of one key under one condition at once, and what is stored afterwards. Every racer writes a text of its own, so the stored
 * bytes tell who won, whatever the answers were: some products answer a part of the losers with 500, and a proxy may repeat a request
 * whose first attempt won.
 *
 * @param texts what each racer wrote; empty for one that deleted
 * @param answers what each was told
 * @param after what was stored when all had their answers
 */
record ProbeRace(List<String> texts, List<StoreWrite> answers, StoreRead after) {

  static final int RACERS = 32;

  private static final String DELETED = "";

  /** All racers write. */
  static ProbeRace ofWrites(SnapshotStore store, String key, Precondition condition, String label) {
    List<String> texts = IntStream.range(0, RACERS).mapToObj(racer -> label + " " + racer).toList();
    return run(store, key, texts, texts.stream().map(text -> store.write(key, text.getBytes(UTF_8), condition)).toList());
  }

  /** Every other racer deletes, under the same condition. */
  static ProbeRace ofDeletesAndWrites(SnapshotStore store, String key, String etag, String label) {
    Precondition condition = Precondition.matches(etag);
    List<String> texts = IntStream.range(0, RACERS).mapToObj(racer -> racer % 2 == 0 ? DELETED : label + " " + racer).toList();
    return run(store, key, texts, texts.stream()
        .map(text -> text.equals(DELETED) ? store.delete(key, etag) : store.write(key, text.getBytes(UTF_8), condition))
        .toList());
  }

  private static ProbeRace run(SnapshotStore store, String key, List<String> texts, List<CompletableFuture<StoreWrite>> running) {
    List<StoreWrite> answers = running.stream().map(CompletableFuture::join).toList();
    return new ProbeRace(texts, answers, store.load(key).join());
  }

  /** Whether exactly one of racing writes won, and its bytes are what is stored. */
  ProbeVerdict oneWriteWon(String what) {
    List<Integer> winners = winners();
    if (winners.size() > 1) {
      return ProbeVerdict.broken(what + ": " + winners.size() + " of " + RACERS + " racers were told that they had won");
    }
    if (after instanceof StoreRead.Failed(String reason)) {
      return ProbeVerdict.unclear(reason);
    }
    int stored = racerWhoseTextIsStored();
    if (winners.size() == 1) {
      return stored == winners.getFirst()
          ? ProbeVerdict.holds()
          : ProbeVerdict.broken(what + ": the winner's bytes are not what is read afterwards");
    }
    return stored >= 0 ? silentWinner(what, stored) : noWinner(what);
  }

  /**
   * Whether of racing deletes and writes either one write won and no delete, or no write and some delete, and what is stored afterwards is
   * that effect. Several deletes may be told that they won: S3 answers so for an object that is already gone.
   */
  boolean deletesOrOneWriteWon() {
    List<Integer> winners = winners();
    long deletes = winners.stream().filter(winner -> texts.get(winner).equals(DELETED)).count();
    if (deletes == 0) {
      return winners.size() == 1 && racerWhoseTextIsStored() == winners.getFirst();
    }
    return deletes == winners.size() && after instanceof StoreRead.Missing;
  }

  private ProbeVerdict silentWinner(String what, int stored) {
    return answers.get(stored) instanceof StoreWrite.Refused
        ? ProbeVerdict.broken(what + ": a write that was refused was carried out")
        : ProbeVerdict.holds();
  }

  private ProbeVerdict noWinner(String what) {
    boolean allLost = answers.stream().allMatch(StoreWrite.Conflict.class::isInstance);
    return allLost
        ? ProbeVerdict.broken(what + ": all " + RACERS + " racers were told that they had lost")
        : ProbeVerdict.unclear(what + ": nobody won; one answer was " + notConflict());
  }

  private StoreWrite notConflict() {
    return answers.stream().filter(answer -> !(answer instanceof StoreWrite.Conflict)).findFirst().orElseThrow();
  }

  private List<Integer> winners() {
    return IntStream.range(0, RACERS).filter(racer -> answers.get(racer) instanceof StoreWrite.Written).boxed().toList();
  }

  private int racerWhoseTextIsStored() {
    return after instanceof StoreRead.Found found ? texts.indexOf(new String(found.body(), UTF_8)) : -1;
  }
}
