package dev.highlander.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.testkit.cluster.LedgerHistory;
import dev.highlander.testkit.cluster.LedgerHistory.Outcome;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Histories of a ledger that are right but for one point. */
class LedgerHistoryTest {

  private final LedgerHistory history = new LedgerHistory();
  private int operations;

  @BeforeEach
  void twoEntries() {
    appended("x", 1, 10, 20);
    appended("y", 2, 30, 40);
  }

  private void appended(String entry, long position, long began, long ended) {
    history.begun(entry, "ledger", entry, began);
    history.ended(entry, Outcome.OK, position, 0, "", ended);
  }

  private void sent(String entry, long began) {
    history.begun(entry, "ledger", entry, began);
  }

  private void read(List<String> entries, long began, long ended) {
    String operation = "read-" + ++operations;
    history.begun(operation, "ledger", null, began);
    history.ended(operation, Outcome.OK, entries.size(), LedgerHistory.digest(entries), "", ended);
  }

  private void assertFound(List<String> entries, String words) {
    assertThat(history.violations("ledger", entries)).anySatisfy(violation -> assertThat(violation).contains(words));
  }

  @Test
  void whatIsSoundIsSound() {
    sent("z", 35);
    read(List.of(), 5, 12);
    read(List.of("x"), 5, 35);
    read(List.of("x", "y"), 32, 34);
    read(List.of("x", "y", "z"), 45, 50);

    assertThat(history.violations("ledger", List.of("x", "y", "z"))).isEmpty();
  }

  @Test
  void aReadOfAnEntryWhosePlaceAnotherOneTookIsFound() {
    sent("refused", 30);
    history.ended("refused", Outcome.REFUSED, 0, 0, "UNAVAILABLE", 50);
    read(List.of("x", "refused"), 32, 38);
    assertFound(List.of("x", "y"), "and not those that are there");
  }

  @Test
  void aReadThatSawMoreThanWasBegunIsFound() {
    read(List.of("x", "y", "z"), 45, 50);
    sent("z", 60);
    assertFound(List.of("x", "y", "z"), "append of z at 3 began after the end of read of ledger that saw 3");
  }

  @Test
  void aReadThatSawMoreThanIsThereIsFound() {
    read(List.of("x", "y", "z"), 45, 50);
    assertFound(List.of("x", "y"), "of which only 2 are there");
  }

  @Test
  void aStaleReadIsFound() {
    read(List.of("x"), 45, 50);
    assertFound(List.of("x", "y"), "read of ledger that saw 1 began after the end of append of y at 2");
  }

  @Test
  void anEntryOfUnknownOutcomeThatStandsBeforeOneThatHadEndedIsFound() {
    sent("late", 50);
    read(List.of("x", "y"), 41, 45);
    assertThat(history.violations("ledger", List.of("x", "y", "late"))).isEmpty();

    appended("z", 4, 46, 48);
    assertFound(List.of("x", "y", "late", "z"), "append of late at 3 began after the end of append of z at 4");
  }

  @Test
  void anEntryThatIsLostMovedDoubledOrRefusedIsFound() {
    sent("no", 50);
    history.ended("no", Outcome.REFUSED, 0, 0, "UNAVAILABLE", 60);

    assertFound(List.of("x"), "append of y at 2 was acknowledged and is lost");
    assertFound(List.of("y", "x"), "was acknowledged there and stands at");
    assertFound(List.of("x", "y", "y"), "was applied 2 times");
    assertFound(List.of("x", "y", "no"), "was refused (UNAVAILABLE) and is there");
    assertFound(List.of("x", "y", "z"), "nobody appended z");
  }
}
