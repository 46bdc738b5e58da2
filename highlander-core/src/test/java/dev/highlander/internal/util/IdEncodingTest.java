package dev.highlander.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdEncodingTest {

  @ParameterizedTest
  @CsvSource({
    "plain-Id_09, plain-Id_09",
    "., =2E",
    ".., =2E=2E",
    "..., =2E=2E=2E",
    ".hidden, =2Ehidden",
    "..x, =2E=2Ex",
    "a.b, a.b",
    "a..b, a..b",
    "a., a=2E",
    "a.., a=2E=2E",
    ".a.b., =2Ea.b=2E",
    "../etc/passwd, =2E=2E=2Fetc=2Fpasswd",
    "a/b, a=2Fb",
    "/, =2F",
    "a=b, a=3Db",
    "=2F, =3D2F",
    "~, =7E",
    "a b, a=20b",
    "%2F, =252F",
    "é, =C3=A9",
    "😀, =F0=9F=98=80",
    "A, A",
    "a, a"
  })
  void hasExactlyThisEncoding(String id, String encoded) {
    assertThat(IdEncoding.encode(id)).isEqualTo(encoded);
    assertThat(IdEncoding.decode(encoded)).contains(id);
  }

  @Test
  void theComposedAndTheDecomposedFormOfOneTextStayApart() {
    assertThat(IdEncoding.encode("\u00e9")).isEqualTo("=C3=A9");
    assertThat(IdEncoding.encode("e\u0301")).isEqualTo("e=CC=81");
    assertThat(IdEncoding.decode("e=CC=81")).contains("e\u0301");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "..", ".a", "a.", "a/b", "a b", "=2f", "=2", "=", "=G0", "=61", "a=2Eb", "=", "é", "=C3", "=FF", "=ED=A0=80", "=00",
        "=0A", "=7F", "=C2=80", "=+1", "~"
      })
  void whatIsNotCanonicalOrNoIdIsRefused(String encoded) {
    assertThat(IdEncoding.decode(encoded)).isEmpty();
  }

  @Test
  void theLongestIdIsThreeTimesAsLongAndOneByteMoreIsRefused() {
    String longest = "/".repeat(256);

    assertThat(IdEncoding.encode(longest)).hasSize(768);
    assertThat(IdEncoding.decode("=2F".repeat(256))).contains(longest);
    assertThat(IdEncoding.decode("=2F".repeat(257))).isEmpty();
  }

  @Test
  void differentIdsHaveDifferentSafeEncodings() {
    var random = new Random(42);
    String alphabet = "aA./.=~%é\u0301e😀 _-0..";
    Set<String> ids = new HashSet<>();
    Set<String> encodings = new HashSet<>();
    for (int i = 0; i < 50_000; i++) {
      int[] points = alphabet.codePoints().toArray();
      var id = new StringBuilder();
      for (int n = 1 + random.nextInt(8); n > 0; n--) {
        id.appendCodePoint(points[random.nextInt(points.length)]);
      }
      String encoded = IdEncoding.encode(id.toString());
      assertThat(encoded).matches("[A-Za-z0-9_=.-]+").doesNotStartWith(".").doesNotEndWith(".");
      assertThat(encoded.length()).isLessThanOrEqualTo(3 * id.toString().getBytes(StandardCharsets.UTF_8).length);
      assertThat(IdEncoding.decode(encoded)).contains(id.toString());
      ids.add(id.toString());
      encodings.add(encoded);
    }
    assertThat(encodings).hasSameSizeAs(ids);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a.", "a..", ".", "..", "..a", "a.b.", "/", "é", "\ud83d"})
  void everyIdBeginsWithTheEncodingOfItsPrefix(String prefix) {
    for (String rest : new String[] {"", "x", ".", "..", ".x", "..x", "/", "\ude00"}) {
      String id = prefix + rest;
      if (!id.isEmpty() && id.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
        assertThat(IdEncoding.encode(id)).startsWith(IdEncoding.encodePrefix(prefix));
      }
    }
  }
}
