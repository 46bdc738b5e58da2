package dev.highlander.internal.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class PlainJsonTest {

  private static final String LETTERS = "{}[]\":,.-+019eE \\tru";

  private static boolean plain(String json) {
    return PlainJson.is(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0", "-7", "12.50", "true", "false", "null", "\"\"", "\"2026-01-01T10:00:00Z\"", "\"grün\"", "[]", "{}", "[1,[2,\"3\"],{}]", "{\"a\":[1,2]}",
        "[[[[[[[[]]]]]]]]"
      })
  void theUsualReplyIsPlain(String json) {
    assertThat(plain(json)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "1E5", "1e5", "\"\\n\"", "\"\\ud800\"", "{\"a\":1,\"b\":2}",
        "[{\"a\":1},{\"a\":2}]", "{\"a\":{\"b\":1}}", "[[[[[[[[[]]]]]]]]]", "1 ", " 1", "01",
        "-", "1.", ".5", "[1,]", "[,]", "{\"a\"}", "{\"a\":}", "nul", "nulls", "\"", "\"a", "[", "[1", "{", "{\"a\":1", "1]", "+1", "NaN"
      })
  void everythingElseIsForAParser(String json) {
    assertThat(plain(json)).isFalse();
  }

  @Test
  void whatIsLongIsForAParser() {
    assertThat(plain("1".repeat(1_000))).isTrue();
    assertThat(plain("1".repeat(1_001))).isFalse();
  }

  @Test
  void whateverIsPlainCanBeRead() {
    var random = new SplittableRandom(42);
    var parser = new JsonMapper();
    int seen = 0;
    for (int i = 0; i < 500_000; i++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(1, 9); length > 0; length--) {
        text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      if (plain(text.toString())) {
        seen++;
        assertThatCode(() -> parser.readTree(text.toString())).as("%s", text).doesNotThrowAnyException();
      }
    }
    assertThat(seen).isGreaterThan(1_000);
  }
}
