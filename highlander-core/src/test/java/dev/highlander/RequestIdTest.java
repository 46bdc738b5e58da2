package dev.highlander;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83d", "\ud83da", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
  void halfACharacterIsRefused(String name) {
    assertThatThrownBy(() -> RequestId.named(name)).isInstanceOf(BadRequest.class).hasMessageContaining("lone surrogate");
    assertThatThrownBy(() -> RequestId.parse("key:" + name)).isInstanceOf(BadRequest.class);
  }

  @Test
  void wholeCharactersAreAllowed() {
    assertThat(RequestId.parse(RequestId.named("\ud83d\ude00\ud83d\ude00 ü").toString())).isEqualTo(RequestId.named("\ud83d\ude00\ud83d\ude00 ü"));
  }

  @Test
  void aNameHasAtMost200Bytes() {
    assertThat(RequestId.named("ü".repeat(100)).toString()).hasSize(104);
    assertThatThrownBy(() -> RequestId.named("ü".repeat(100) + "a")).isInstanceOf(BadRequest.class);
  }
}
