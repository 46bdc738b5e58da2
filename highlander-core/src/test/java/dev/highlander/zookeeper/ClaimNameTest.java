package dev.highlander.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
