package dev.highlander.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecentTextsTest {

  private final RecentTexts recent = new RecentTexts();

  @Test
  void aTextIsFoundByItsBytesWhereverTheyStand() {
    byte[] name = "a name that is told often".getBytes(UTF_8);
    String text = new String(name, UTF_8);
    recent.keep(name, 0, name.length, text);
    byte[] message = ("xyz" + text + "more").getBytes(UTF_8);

    assertThat(recent.find(message, 3, name.length)).isSameAs(text);
    assertThat(recent.find(message, 3, name.length - 1)).isNull();
    assertThat(recent.find(message, 2, name.length)).isNull();
  }

  @Test
  void whatIsKeptDoesNotChangeWithTheArrayItCameFrom() {
    byte[] name = "owner".getBytes(UTF_8);
    recent.keep(name, 0, name.length, "owner");
    Arrays.fill(name, (byte) 'x');

    assertThat(recent.find("owner".getBytes(UTF_8), 0, 5)).isEqualTo("owner");
    assertThat(recent.find(name, 0, 5)).isNull();
  }

  @Test
  void onlyShortTextsAreKept() {
    byte[] longest = "x".repeat(RecentTexts.MAX_BYTES).getBytes(UTF_8);
    byte[] oneMore = "x".repeat(RecentTexts.MAX_BYTES + 1).getBytes(UTF_8);
    recent.keep(longest, 0, longest.length, "longest");
    recent.keep(oneMore, 0, oneMore.length, "one more");

    assertThat(recent.find(longest, 0, longest.length)).isEqualTo("longest");
    assertThat(recent.find(oneMore, 0, oneMore.length)).isNull();
  }

  @Test
  void whateverIsFoundIsTheTextOfExactlyTheseBytes() {
    SplittableRandom random = new SplittableRandom(5);
    int found = 0;
    for (int i = 0; i < 200_000; i++) {
      String text = "abc".repeat(random.nextInt(8)) + random.nextInt(500);
      byte[] bytes = text.getBytes(UTF_8);
      String known = recent.find(bytes, 0, bytes.length);
      if (known == null) {
        recent.keep(bytes, 0, bytes.length, text);
      } else {
        assertThat(known).isEqualTo(text);
        found++;
      }
    }
    assertThat(found).isPositive();
  }
}
