package dev.highlander.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.BadRequest;
import dev.highlander.annotation.Query;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {

  private final JsonCodec codec = new JsonCodec();

  enum Color {
    RED,
    BLUE;

    @Override
    public String toString() {
      return "the colour " + name();
    }
  }

  private record Values(
      String s, int i, long l, double d, boolean b, char c, Integer box, Color color, Instant instant, LocalDate date, Duration duration,
      OffsetDateTime offset, ZonedDateTime zoned, UUID uuid, URI uri, BigDecimal big, BigInteger huge, Optional<String> there,
      Optional<Integer> absent, OptionalInt number, byte[] bytes) {}

  private record Collections(
      Collection<String> a, List<List<String>> b, Set<String> c, Map<String, List<Integer>> d, SequencedCollection<String> e, SequencedSet<String> f,
      SequencedMap<String, Integer> g, SortedSet<String> h, NavigableMap<Integer, String> i, Map<Color, Set<UUID>> j) {}

  private record Getters(List<String> items) {
    @Query List<String> getOpen() { return items; }
    boolean isMember() { return true; }
    @Query int size() { return items.size(); }
  }

  private static class Mutable {
    private String name = "n";
    private transient int cached = 5;
    private List<List<String>> rows = new ArrayList<>();
    private Getters record = new Getters(List.of());

    @Query public int getCount() { return rows.size(); }
    public void setLoud(String loud) { name = loud; }
  }

  @SuppressWarnings("unchecked")
  private <T> T decode(String json, Class<T> type) {
    return (T) codec.decode(json.getBytes(UTF_8), type);
  }

  private String encode(Object value, Type type) {
    return new String(codec.encode(value, type), UTF_8);
  }

  @Test
  void everyKindOfValueComesBackAsItWas() {
    Values values =
        new Values(
            "ä\"\u2028", 1, 2L, 0.1, true, 'x', null, Color.BLUE, Instant.parse("2026-01-02T03:04:05.123456789Z"), LocalDate.parse("2026-01-02"),
            Duration.ofMillis(1500), OffsetDateTime.parse("2026-01-02T03:04:05+02:00"),
            ZonedDateTime.parse("2026-07-02T03:04:05+02:00[Europe/Paris]"),
            new UUID(1, 2), URI.create("a:b"), new BigDecimal("1.50"), BigInteger.TWO.pow(200), Optional.of("t"), Optional.empty(), OptionalInt.of(3),
            new byte[] {1, 2});

    Object back = codec.decode(codec.encode(values, Values.class), Values.class);

    assertThat(back).usingRecursiveComparison().isEqualTo(values);
    assertThat(encode(values, Values.class))
        .contains("\"instant\":\"2026-01-02T03:04:05.123456789Z\"", "\"duration\":\"PT1.5S\"", "\"color\":\"BLUE\"", "\"big\":1.50", "\"box\":null");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE})
  void oddDoublesComeBackAsTheyWere(double value) {
    assertThat(codec.decode(codec.encode(value, double.class), double.class)).isEqualTo(value);
  }

  @Test
  void collectionsOfInterfaceTypesAreUnmodifiableAtEveryLevelAndKeepTheirOrder() {
    Collections c =
        decode(
            "{\"a\":[\"z\",null],\"b\":[[\"y\"],[]],\"c\":[\"q\",\"b\",\"m\"],\"d\":{\"k\":[1]},\"e\":[\"2\",\"1\"],\"f\":[\"z\",\"a\"],"
                + "\"g\":{\"z\":1,\"a\":2},\"h\":[\"b\",\"a\"],\"i\":{\"2\":\"b\",\"1\":\"a\"},\"j\":{\"RED\":[]}}",
            Collections.class);

    for (Collection<?> collection : List.of(c.a, c.b, c.b.get(0), c.b.get(1), c.c, c.d.get("k"), c.e, c.f, c.h, c.j.get(Color.RED))) {
      assertThatThrownBy(() -> collection.add(null)).isInstanceOf(UnsupportedOperationException.class);
    }
    for (Map<?, ?> map : List.of(c.d, c.g, c.i, c.j)) {
      assertThatThrownBy(() -> map.put(null, null)).isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(c.c).containsExactly("q", "b", "m");
    assertThat(c.f).containsExactly("z", "a");
    assertThat(c.g.keySet()).containsExactly("z", "a");
    assertThat(c.h).containsExactly("a", "b");
    assertThat(c.i.keySet()).containsExactly(1, 2);
    assertThat(c.a.contains(null)).isTrue();
    assertThat(c.b.get(1).contains(null)).as("asking for null is no error, in an empty one either").isFalse();
  }

  @Test
  void missingCollectionsOfARecordAreEmptyAndMissingPrimitivesZero() {
    assertThat(decode("{}", Getters.class).items()).isEmpty();
    assertThat(decode("{\"i\":null}", Values.class).i()).isZero();
    assertThat(decode("{\"items\":null}", Getters.class).items()).as("an explicit null stays null").isNull();
  }

  @Test
  void methodsThatLookLikePropertiesAreNone() {
    assertThat(encode(new Getters(List.of("a")), Getters.class)).isEqualTo("{\"items\":[\"a\"]}");
    assertThat(encode(new Mutable(), Mutable.class)).isEqualTo("{\"name\":\"n\",\"rows\":[],\"record\":{\"items\":[]}}");
    assertThat(decode("{\"loud\":\"x\",\"cached\":9}", Mutable.class)).extracting(m -> m.name, m -> m.cached).containsExactly("n", 5);
  }

  @Test
  void collectionsInFieldsOfAMutableClassCanBeChangedButNotThoseOfItsRecords() {
    Mutable mutable = decode("{\"rows\":[[\"a\"]],\"record\":{\"items\":[\"b\"]}}", Mutable.class);

    mutable.rows.add(new ArrayList<>());
    mutable.rows.get(0).add("c");

    assertThat(mutable.rows).containsExactly(List.of("a", "c"), List.of());
    assertThatThrownBy(() -> mutable.record.items().add("d")).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void nestingIsReadAndWrittenToTheLimitAndNotOneFurther() {
    String atLimit = "[".repeat(100) + "]".repeat(100);
    Object value = decode(atLimit, Object.class);

    assertThat(encode(value, Object.class)).isEqualTo(atLimit);
    assertThatThrownBy(() -> decode("[" + atLimit + "]", Object.class)).isInstanceOf(BadRequest.class).hasMessageContaining("nesting depth (101)");
    assertThatThrownBy(() -> encode(List.of(value), Object.class)).isInstanceOf(BadRequest.class).hasMessageContaining("nesting depth (101)");
  }

  @Test
  void argumentsMayBeAsDeepAsValues() {
    Object value = decode("[".repeat(100) + "]".repeat(100), Object.class);
    List<Type> types = List.of(Object.class);

    byte[] json = codec.encodeArguments(new Object[] {value}, types);

    assertThat(codec.decodeArguments(json, types)).containsExactly(value);
    assertThatThrownBy(() -> codec.encodeArguments(new Object[] {List.of(value)}, types)).isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> codec.decodeArguments(("[[" + new String(json, UTF_8) + "]]").getBytes(UTF_8), types)).isInstanceOf(BadRequest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"s\":\"a\",\"s\":\"b\"}", "{} {}", "{}x", "{\"i\":\"5\"}", "{\"i\":1.5}",
      "{\"color\":1}", "{\"color\":\"PINK\"}", "{", "", "[]"})
  void whatDoesNotFitIsRefused(String json) {
    assertThatThrownBy(() -> decode(json, Values.class)).isInstanceOf(BadRequest.class).hasMessageContaining(Values.class.getName());
  }

  @Test
  void anErrorNamesThePath() {
    record Outer(List<Getters> list) {}

    assertThatThrownBy(() -> decode("{\"list\":[{},{\"items\":[\"a\",{}]}]}", Outer.class)).hasMessageContaining("at list[1].items[1]: ");
  }

  @Test
  void unknownPropertiesAreIgnored() {
    assertThat(decode("{\"items\":[],\"later\":{\"a\":[1]}}", Getters.class)).isEqualTo(new Getters(List.of()));
  }

  @Test
  void argumentsGoThroughAnArray() {
    List<Type> types = List.of(String.class, int.class, Getters.class);
    Object[] arguments = {null, 5, new Getters(List.of("x"))};

    byte[] json = codec.encodeArguments(arguments, types);

    assertThat(json).asString().isEqualTo("[null,5,{\"items\":[\"x\"]}]");
    assertThat(codec.decodeArguments(json, types)).containsExactly(arguments);
    assertThat(codec.encodeArguments(new Object[0], List.of())).asString().isEqualTo("[]");
  }

  @Test
  void argumentsThatDoNotFitAreRefusedWithTheirNumber() {
    List<Type> types = List.of(String.class, int.class);

    assertRefused("[\"a\"]", types, "expected 2 arguments, but got 1");
    assertRefused("[\"a\",1,[2,3]]", types, "expected 2 arguments, but got 3");
    assertRefused("[\"a\",null]", types, "argument 2 is null, but the handler takes the primitive int");
    assertRefused("[\"a\",\"b\"]", types, "argument 2 is not a int");
    assertRefused("{}", types, "expected a JSON array of 2 arguments");
    assertRefused("[\"a\",1]]", types, "not valid JSON");
    assertRefused("[\"a\",1] 2", types, "followed by something else");
    assertRefused("[\"a\"", types, "not valid JSON");
    assertThatThrownBy(() -> codec.encodeArguments(new Object[] {"a", null}, types)).hasMessageContaining("argument 2 is null");
    assertThatThrownBy(() -> codec.encodeArguments(new Object[] {"a"}, types)).hasMessageContaining("expected 2 arguments, but got 1");
  }

  @Test
  void noArgumentsAreAnEmptyArrayAndNothingElse() {
    assertThat(codec.decodeArguments("[]".getBytes(UTF_8), List.of())).isEmpty();
    assertThat(codec.decodeArguments(" [ ] ".getBytes(UTF_8), List.of())).isEmpty();

    assertRefused("[]", List.of(String.class), "expected 1 argument, but got 0");
    assertRefused("[1]", List.of(), "expected 0 arguments, but got 1");
    assertRefused("{}", List.of(), "expected a JSON array");
    assertRefused("[}", List.of(), "not valid JSON");
    assertRefused("[]]", List.of(), "not valid JSON");
  }

  private void assertRefused(String json, List<Type> types, String sentence) {
    assertThatThrownBy(() -> codec.decodeArguments(json.getBytes(UTF_8), types)).isInstanceOf(BadRequest.class).hasMessageContaining(sentence);
  }

  @Test
  void aCopySharesNothing() {
    Mutable original = new Mutable();
    original.rows.add(new ArrayList<>(Arrays.asList("a")));

    Mutable copy = (Mutable) codec.copy(original, Mutable.class);
    original.rows.get(0).add("b");

    assertThat(copy.rows).containsExactly(List.of("a"));
    assertThat(codec.copy(null, Mutable.class)).isNull();
  }
}
