package dev.highlander.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.BadRequest;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What is written and read by hand is what Jackson writes and reads, and what is refused stays refused. */
class ScalarsTest {

  private final JsonCodec codec = new JsonCodec();
  private final JsonMapper jackson = codec.values();

  private static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of("", "plain text", "x".repeat(256), "x".repeat(257), "\uD83D\uDE00", "a\"b", "a\\b", "a/b"));
    for (int c = 0; c < 0x180; c++) {
      texts.add("a" + (char) c + "b");
    }
    return texts;
  }

  private void sameAsJackson(Object value, Type type) {
    byte[] json = codec.encode(value, type);
    assertThat(new String(json, UTF_8)).isEqualTo(new String(jackson.writerFor(jackson.constructType(type)).writeValueAsBytes(value), UTF_8));
    assertThat(codec.decode(json, type)).isEqualTo(value);
  }

  @Test
  void valuesAreWrittenAsJacksonWritesThem() {
    for (long n : new long[] {0, 1, -1, 9, 10, -10, 999_999_999_999_999_999L, 1_000_000_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE}) {
      sameAsJackson(n, long.class);
      sameAsJackson(n, Long.class);
    }
    for (int n : new int[] {0, -7, 12, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      sameAsJackson(n, int.class);
      sameAsJackson(n, Integer.class);
    }
    for (boolean b : new boolean[] {true, false}) {
      sameAsJackson(b, boolean.class);
      sameAsJackson(b, Boolean.class);
    }
    texts().forEach(text -> sameAsJackson(text, String.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0", "-0", "00", "01", "-", "", " 1", "1 ", "+1", "1.0", "1e3", "2147483647", "2147483648", "-2147483648", "-2147483649",
        "999999999999999999", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "1a", "1 2", "null",
        "true", "false", "TRUE", "truefalse", "\"1\"", "\"\"", "\"", "\"a\\u0041\"", "\"a\"b\"", "\"\u0001\"", "\"\u00e4\"", "[1]", "{}"
      })
  void textIsReadAsJacksonReadsIt(String json) {
    for (Type type : List.of(long.class, Long.class, int.class, Integer.class, boolean.class, Boolean.class, String.class)) {
      Object expected;
      try {
        expected = jackson.readerFor(jackson.constructType(type)).readValue(json.getBytes(UTF_8));
      } catch (RuntimeException refused) {
        assertThatThrownBy(() -> codec.decode(json.getBytes(UTF_8), type)).as("%s as %s", json, type).isInstanceOf(BadRequest.class);
        continue;
      }
      assertThat(codec.decode(json.getBytes(UTF_8), type)).as("%s as %s", json, type).isEqualTo(expected);
    }
  }

  @Test
  void aReplyIsTheReceiversOwn() {
    byte[] first = codec.encode(true, boolean.class);
    Arrays.fill(first, (byte) 'x');

    assertThat(codec.encode(true, boolean.class)).isEqualTo("true".getBytes(UTF_8));
    assertThat(Objects.requireNonNull(codec.decode("1".getBytes(UTF_8), int.class))).isInstanceOf(Integer.class);
  }

  @Test
  void aValueOfAnotherTypeThanDeclaredIsLeftToJackson() {
    assertThat(new String(codec.encode(7L, Object.class), UTF_8)).isEqualTo("7");
    assertThatThrownBy(() -> codec.encode("7", long.class)).isInstanceOf(BadRequest.class);
  }
}
