package dev.highlander.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StoreKeysTest {

  private static final String SEGMENT = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~=-]+";
  private static final Pattern LEGAL = Pattern.compile(SEGMENT + "(?:/" + SEGMENT + ")*+");

  @Test
  void exactlyTheKeysOfThisFormAreLegal() {
    String alphabet = "../az09AZ_~=- \u00e9\n\\";
    var random = new Random(7);
    int legal = 0;
    for (int i = 0; i < 200_000; i++) {
      var key = new StringBuilder();
      for (int left = random.nextInt(9); left > 0; left--) {
        key.append(alphabet.charAt(random.nextInt(random.nextInt(3) == 0 ? alphabet.length() : 6)));
      }
      boolean expected = LEGAL.matcher(key).matches();

      assertThat(StoreKeys.legal(key.toString())).as(key.toString()).isEqualTo(expected);
      legal += expected ? 1 : 0;
    }
    assertThat(legal).isBetween(20_000, 150_000);
  }

  @Test
  void keysAreRefusedByTheirLengthToo() {
    assertThat(SnapshotStore.requireKey("a".repeat(SnapshotStore.MAX_KEY_CHARS))).hasSize(SnapshotStore.MAX_KEY_CHARS);
    assertThatIllegalArgumentException().isThrownBy(() -> SnapshotStore.requireKey("a".repeat(SnapshotStore.MAX_KEY_CHARS + 1)));
    assertThatIllegalArgumentException().isThrownBy(() -> SnapshotStore.requireKey(""));
    assertThatIllegalArgumentException().isThrownBy(() -> SnapshotStore.requireKey("a/../b"));
  }
}
