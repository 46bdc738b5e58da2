package dev.highlander;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectIdTest {

  private static final Pattern RULE = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  @Test
  void aTypeNameHasAtMost64Characters() {
    assertThatCode(() -> ObjectId.requireType("a".repeat(64))).doesNotThrowAnyException();

    assertThatThrownBy(() -> ObjectId.requireType("a".repeat(65))).isInstanceOf(BadRequest.class).hasMessageContaining(RULE.pattern());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "0a", "A", "aB", "a_b", "a.b", "a b", "a\n", "é", "a{", "`a", "a/"})
  void aTypeNameOutsideItsAlphabetIsRefused(String name) {
    assertThatThrownBy(() -> ObjectId.requireType(name)).isInstanceOf(BadRequest.class).hasMessageContaining(RULE.pattern());
  }

  @Test
  void typeNamesAreJudgedAsThePatternInTheMessageSays() {
    SplittableRandom random = new SplittableRandom(7);
    String alphabet = "az09-A_`{/:é";
    int legal = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      int length = random.nextInt(5);
      for (int c = 0; c < length; c++) {
        name.append(alphabet.charAt(random.nextInt(random.nextBoolean() ? 5 : alphabet.length())));
      }
      boolean accepted = accepts(name.toString());
      legal += accepted ? 1 : 0;
      assertThat(accepted).as("'%s'", name).isEqualTo(RULE.matcher(name).matches());
    }
    assertThat(legal).isBetween(1_000, 19_000);
  }

  private static boolean accepts(String name) {
    try {
      ObjectId.requireType(name);
      return true;
    } catch (BadRequest refused) {
      return false;
    }
  }
}
