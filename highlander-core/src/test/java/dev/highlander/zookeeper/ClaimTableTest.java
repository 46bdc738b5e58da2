package dev.highlander.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ObjectId;
import org.junit.jupiter.api.Test;

class ClaimTableTest {

  private static final String INCARNATION = "0123456789012345678901";
  private static final ObjectId OBJECT = new ObjectId("todo", "x");
  private static final int ENTRY = ("/r/nodes/" + INCARNATION).length() + 4;
  private static final int CLAIM = ("/r/objects/todo/x/" + INCARNATION + "-0-").length() + 11 + 4;

  @Test
  void theBudgetHoldsUpToTheLastByte() {
    assertThat(table(ENTRY + CLAIM + 1).begin(OBJECT)).hasValue(0);
    assertThat(table(ENTRY + CLAIM).begin(OBJECT)).isEmpty();
  }

  @Test
  void whatIsGoneGivesItsBytesBackOnce() {
    var table = table(1_000_000);
    long counter = table.begin(OBJECT).orElseThrow();
    assertThat(table.bytes()).isEqualTo(ENTRY + CLAIM);

    table.gone(OBJECT, counter);
    table.gone(OBJECT, counter);

    assertThat(table.bytes()).isEqualTo(ENTRY);
  }

  @Test
  void aNumberIsNeverUsedAgain() {
    var table = table(1_000_000);
    long first = table.begin(OBJECT).orElseThrow();
    table.gone(OBJECT, first);

    assertThat(table.begin(OBJECT).orElseThrow()).isNotEqualTo(first);
  }

  @Test
  void aGhostKeepsItsBytesUntilItIsSeenGone() {
    var table = table(1_000_000);
    long counter = table.begin(OBJECT).orElseThrow();
    assertThat(table.isGhost(counter)).as("it is being made").isFalse();

    table.abandon(OBJECT, counter);

    assertThat(table.isGhost(counter)).isTrue();
    assertThat(table.ghosts()).containsExactly(counter);
    assertThat(table.bytes()).isEqualTo(ENTRY + CLAIM);
    table.exorcised(counter);
    table.exorcised(counter);
    assertThat(table.ghosts()).isEmpty();
    assertThat(table.bytes()).isEqualTo(ENTRY);
  }

  @Test
  void aClaimIsGivenBackOnceAndIsNoGhostMeanwhile() {
    var table = table(1_000_000);
    long counter = table.begin(OBJECT).orElseThrow();
    var claim = new ZooKeeperClaim(OBJECT, 7, 8, counter, 0);
    table.hold(claim);
    assertThat(table.held()).containsExactly(claim);

    assertThat(table.leave(claim)).isTrue();
    assertThat(table.leave(claim)).isFalse();

    assertThat(table.held()).isEmpty();
    assertThat(table.isGhost(counter)).isFalse();
  }

  private static ClaimTable table(int budget) {
    return new ClaimTable(new Paths("/r"), INCARNATION, budget);
  }
}
