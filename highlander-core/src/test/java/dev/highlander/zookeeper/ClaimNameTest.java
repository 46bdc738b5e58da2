package dev.highlander.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimNameTest {

  private static final String A = "-a_aaaaaaaaaaaaaaaaaa-";

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 999_999_999, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -42})
  void aNameIsReadAsItIsWritten(int sequence) {
    var name = new ClaimName(A, 17, sequence);

    assertThat(ClaimName.parse(name.toString())).contains(name);
    assertThat(ClaimName.ofPath("/x/y/" + name)).isEqualTo(name);
    assertThat(name.toString()).startsWith(ClaimName.prefix(A, 17));
    assertThat(name.toString().substring(ClaimName.prefix(A, 17).length()).length()).isLessThanOrEqualTo(ClaimName.MAX_SEQUENCE_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "lock-0000000001", "aaaaaaaaaaaaaaaaaaaaa-1-0000000001", "aaaaaaaaaaaaaaaaaaaaaaa-1-0000000001",
        "aaaaaaaaaaaaaaaaaaaaaa-1-000000001", "aaaaaaaaaaaaaaaaaaaaaa--1-0000000001", "aaaaaaaaaaaaaaaaaaaaaa-1-9999999999",
        "aaaaaaaaaaaaaaaaaaaaaa-1-0000000001x"
      })
  void whatIsNoClaimIsNotRead(String name) {
    assertThat(ClaimName.parse(name)).isEmpty();
  }

  /** What the parser has to agree with: shape by shape as an expression, and nothing that is written in another way. */
  @Test
  void exactlyTheNamesOfThisFormAreRead() {
    Pattern form = Pattern.compile("([A-Za-z0-9_-]{22})-([0-9]{1,18})-([0-9]{10}|-[0-9]{9,10})");
    String alphabet = "0019-_aZ/.x";
    var random = new Random(7);
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      var sequence = random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(2_000);
      var text = new StringBuilder(new ClaimName(A, random.nextLong(1L << random.nextInt(62)), sequence).toString());
      for (int change = random.nextInt(3); change > 0; change--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      String name = text.toString();
      Matcher matcher = form.matcher(name);
      boolean expected =
          matcher.matches()
              && name.equals(
                  matcher.group(1) + "-" + Long.parseLong(matcher.group(2)) + "-"
                      + String.format(Locale.ROOT, "%010d", (int) Long.parseLong(matcher.group(3))));

      assertThat(ClaimName.parse(name).isPresent()).as(name).isEqualTo(expected);
      read += expected ? 1 : 0;
    }
    assertThat(read).isBetween(50_000, 150_000);
  }

  @Test
  void theOrderGoesOnWhereTheServersCounterOverflows() {
    var last = new ClaimName(A, 1, Integer.MAX_VALUE);
    var next = new ClaimName(A, 2, Integer.MIN_VALUE);
    var later = new ClaimName(A, 3, Integer.MIN_VALUE + 1);

    assertThat(last.before(next)).isTrue();
    assertThat(next.before(last)).isFalse();
    assertThat(new ClaimName(A, 4, -1).before(new ClaimName(A, 5, 0))).isTrue();
    assertThat(Siblings.of(List.of(later.toString(), next.toString(), last.toString())).names()).containsExactly(last, next, later);
  }

  @Test
  void siblingsTellForeignNodes() {
    var name = new ClaimName(A, 1, 5);

    assertThat(Siblings.of(List.of(name.toString())).foreign()).isFalse();
    assertThat(Siblings.of(List.of(name.toString(), "x")).foreign()).isTrue();
    assertThat(Siblings.of(List.of(name.toString(), "x")).find(A, 1)).contains(name);
    assertThat(Siblings.of(List.of(name.toString())).find(A, 2)).isEmpty();
  }
}
