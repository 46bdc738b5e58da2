package dev.highlander.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreKeysTest {

  @Test
  void aKeyNamesTypeAndEncodedId() {
    assertThat(StoreKeys.of(new ObjectId("todo", "a/b"))).isEqualTo("objects/todo/a=2Fb.json");
  }

  @Test
  void anIdIsCutAfterEvery180Characters() {
    assertThat(key("x".repeat(180))).isEqualTo("objects/t/" + "x".repeat(180) + ".json");
    assertThat(key("x".repeat(181))).isEqualTo("objects/t/" + "x".repeat(180) + "~/x.json");
    assertThat(key("/".repeat(256))).hasSize("objects/t/".length() + 768 + 4 * 2 + ".json".length());
    for (String segment : key("/".repeat(256)).split("/")) {
      assertThat(segment.length()).isLessThanOrEqualTo(185);
    }
  }

  @Test
  void everyKeyNamesItsObject() {
    for (int length = 1; length <= 256; length++) {
      for (String unit : new String[] {"x", "/", "."}) {
        var object = new ObjectId("t", unit.repeat(length));
        assertThat(StoreKeys.decode(StoreKeys.of(object))).contains(object);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster.json", "objects/", "objects/t", "objects/t/", "objects/t/.json", "objects/T/x.json", "objects/t/x", "objects/t/x~/y.json",
        "objects/t/x/y.json", "other/t/x.json", "objects//x.json", "objects/t/a=2fb.json", "objects/.json"
      })
  void aKeyThatNoObjectHasIsNotDecoded(String key) {
    assertThat(StoreKeys.decode(key)).isEmpty();
  }

  @Test
  void keysBeginWithTheKeyPrefixOfTheirIdsPrefix() {
    for (String prefix : new String[] {"", "a", "a.", "x".repeat(180), "x".repeat(179) + ".", "/".repeat(60), "/".repeat(61)}) {
      for (String rest : new String[] {"b", ".", ".b", "bbb", "/"}) {
        assertThat(key(prefix + rest)).startsWith(StoreKeys.prefix("t", prefix));
      }
    }
  }

  private static String key(String id) {
    return StoreKeys.of(new ObjectId("t", id));
  }
}
