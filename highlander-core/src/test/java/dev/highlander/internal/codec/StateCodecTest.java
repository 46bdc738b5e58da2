package dev.highlander.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.highlander.BadRequest;
import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import dev.highlander.internal.model.ReflectiveModelReader;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

class StateCodecTest {

  record Address(String street, String country) {}

  record Item(String title, List<String> tags) {}

  @Persistent("person")
  record Person(String name, int age, Address address, List<Item> items) {
    @Initial static Person first() {
      return new Person("nobody", 18, new Address("none", "nowhere"), new ArrayList<>());
    }
  }

  @Persistent("bag")
  static class Bag {
    List<String> items = new ArrayList<>();
    String label = "new";
  }

  @Persistent("self")
  record Self(String name, Self next) {}

  @Persistent("renamed")
  record Renamed(@JsonProperty("n") @JsonAlias("old") String name) {
    @Initial static Renamed first() {
      return new Renamed("initial");
    }
  }

  @Persistent("measured")
  record Measured(Number value, Object other) {
    @Initial static Measured first() {
      return new Measured(0, 0);
    }
  }

  private final JsonCodec json = new JsonCodec();
  private final StateCodec<Person> people = new StateCodec<>(ReflectiveModelReader.read(Person.class), json);
  private final StateCodec<Bag> bags = new StateCodec<>(ReflectiveModelReader.read(Bag.class), json);

  private static <S> StateCodec.Decoded<S> decode(StateCodec<S> codec, String state) {
    return codec.decode(state.getBytes(UTF_8));
  }

  private static <S> String encode(StateCodec<S> codec, StateCodec.Decoded<S> decoded) {
    return new String(codec.encode(decoded.state(), decoded.unknown()), UTF_8);
  }

  @Test
  void missingFieldsTakeTheirInitialValueAlsoInsideRecords() {
    Person person = decode(people, "{\"name\":\"ann\",\"address\":{\"street\":\"high\"}}").state();

    assertThat(person).isEqualTo(new Person("ann", 18, new Address("high", "nowhere"), List.of()));
  }

  /** The next owner reads a tree, and this one the bytes that it has just written. */
  @Test
  void aNumberWhoseTypeIsOpenIsTheSameForTheNextOwner() {
    var codec = new StateCodec<>(ReflectiveModelReader.read(Measured.class), json);
    byte[] written = codec.encode(new Measured(new BigDecimal("1.50"), new BigDecimal("0.10000000000000000001")), null);

    assertThat(codec.decodeWritten(written))
        .isEqualTo(codec.decode(written).state())
        .isEqualTo(new Measured(new BigDecimal("1.50"), new BigDecimal("0.10000000000000000001")));
  }

  @Test
  void aNumberOfAnOpenTypeThatCouldNotBeReadAgainIsRefused() {
    var codec = new StateCodec<>(ReflectiveModelReader.read(Measured.class), json);
    byte[] written = codec.encode(new Measured(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE), 0), null);

    assertThatThrownBy(() -> codec.decodeWritten(written)).isInstanceOf(BadRequest.class);
  }

  @Test
  void aFieldThatIsStoredAsNullIsNotMissing() {
    assertThat(decode(people, "{\"name\":null,\"address\":null}").state()).isEqualTo(new Person(null, 18, null, List.of()));
  }

  @Test
  void unknownFieldsSurviveAChangeOfTheState() {
    StateCodec.Decoded<Person> stored =
        decode(people, "{\"name\":\"ann\",\"later\":[1,1.50],\"address\":{\"street\":\"high\",\"zip\":7}}");

    Person changed = new Person("bob", stored.state().age(), new Address("low", "here"), List.of());
    String written = new String(people.encode(changed, stored.unknown()), UTF_8);

    assertThat(written)
        .isEqualTo("{\"name\":\"bob\",\"age\":18,\"address\":{\"street\":\"low\",\"country\":\"here\",\"zip\":7},\"items\":[],\"later\":[1,1.50]}");
    assertThat(decode(people, written).unknown()).isEqualTo(stored.unknown());
  }

  @Test
  void unknownFieldsOfARecordThatIsGoneAreDropped() {
    StateCodec.Decoded<Person> stored = decode(people, "{\"name\":\"ann\",\"address\":{\"zip\":7}}");

    String written = new String(people.encode(new Person("ann", 1, null, List.of()), stored.unknown()), UTF_8);

    assertThat(written).isEqualTo("{\"name\":\"ann\",\"age\":1,\"address\":null,\"items\":[]}");
  }

  @Test
  void elementsOfCollectionsAreNotCovered() {
    StateCodec.Decoded<Person> stored = decode(people, "{\"items\":[{\"title\":\"a\",\"later\":1}]}");

    assertThat(stored.state().items()).containsExactly(new Item("a", List.of()));
    assertThat(stored.unknown()).isNull();
  }

  @Test
  void aStateWithoutUnknownFieldsIsWrittenAsItIs() {
    StateCodec.Decoded<Person> stored = decode(people, "{\"name\":\"ann\",\"age\":3,\"address\":null,\"items\":[]}");

    assertThat(stored.unknown()).isNull();
    assertThat(encode(people, stored)).isEqualTo("{\"name\":\"ann\",\"age\":3,\"address\":null,\"items\":[]}");
  }

  @Test
  void aStateIsWrittenIntoADocument() {
    JsonMapper mapper = json.mapper();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator document = mapper.createGenerator(out)) {
      document.writeStartObject();
      document.writeNumberProperty("version", 3);
      document.writeName("state");
      people.write(document, new Person("ä".repeat(20_000), 1, null, List.of()), null);
      document.writeStringProperty("after", "x");
      document.writeEndObject();
    }

    var tree = mapper.readTree(out.toByteArray());
    assertThat(people.decode(tree.get("state")).state().name()).hasSize(20_000);
    assertThat(tree.get("after").asString()).isEqualTo("x");
  }

  @Test
  void theInitialStateIsNormalisedAndSharedOnlyIfNothingInItCanChange() {
    assertThat(people.initial()).isSameAs(people.initial());
    assertThatThrownBy(() -> people.initial().items().add(null)).isInstanceOf(UnsupportedOperationException.class);
    assertThat(bags.initial()).isNotSameAs(bags.initial());
    bags.initial().items.add("x");
    assertThat(bags.initial().items).isEmpty();
  }

  @Test
  void copiesAreMadeOnlyOfWhatCanChange() {
    Person person = people.initial();
    Bag bag = bags.initial();

    assertThat(people.copy(person)).isSameAs(person);
    assertThat(bags.copy(bag)).isNotSameAs(bag).usingRecursiveComparison().isEqualTo(bag);
  }

  @Test
  void fieldsOfAMutableClassKeepTheirInitialValueWhenMissing() {
    assertThat(decode(bags, "{}").state().label).isEqualTo("new");
  }

  @Test
  void aRecordThatContainsItselfKeepsUnknownFieldsAtEveryLevel() {
    StateCodec<Self> selves = new StateCodec<>(ReflectiveModelReader.read(Self.class), json);
    String stored = "{\"name\":\"a\",\"next\":{\"name\":\"b\",\"next\":{\"name\":\"c\",\"next\":null,\"z\":1}}}";

    assertThat(encode(selves, decode(selves, stored))).isEqualTo(stored);
  }

  @Test
  void aliasesAndOtherNamesCountAsKnown() {
    StateCodec<Renamed> codec = new StateCodec<>(ReflectiveModelReader.read(Renamed.class), json);

    assertThat(decode(codec, "{\"old\":\"a\"}")).isEqualTo(new StateCodec.Decoded<>(new Renamed("a"), null));
    assertThat(decode(codec, "{\"n\":\"b\"}")).isEqualTo(new StateCodec.Decoded<>(new Renamed("b"), null));
    assertThat(decode(codec, "{\"name\":\"c\"}").state()).isEqualTo(new Renamed("initial"));
  }

  @Test
  void anArgumentArrayOfOneStateIsReadAsTolerantly() {
    StateCodec.Decoded<Person> given = people.decodeArgument("[{\"name\":\"ann\",\"later\":1}]".getBytes(UTF_8));

    assertThat(given.state().age()).isEqualTo(18);
    assertThat(given.unknown()).hasToString("{\"later\":1}");
    assertThatThrownBy(() -> people.decodeArgument("[]".getBytes(UTF_8))).isInstanceOf(BadRequest.class);
    assertThatThrownBy(() -> people.decodeArgument("[null]".getBytes(UTF_8))).isInstanceOf(BadRequest.class);
  }

  @Test
  void whatIsNoStateIsRefusedWithTypeAndPath() {
    for (String wrong : List.of("[]", "null", "5", "{", "{\"age\":\"x\"}", "{\"a\":1,\"a\":2}", "{}{}")) {
      assertThatThrownBy(() -> decode(people, wrong)).as(wrong).isInstanceOf(BadRequest.class).hasMessageContaining(Person.class.getName());
    }
    assertThatThrownBy(() -> decode(people, "{\"address\":{\"street\":[]}}")).hasMessageContaining("at address.street");
  }

  @Test
  void aStateMayBeNestedToTheLimitInsideADocumentAndNotOneFurther() {
    @Persistent("deep")
    record Deep(Object value) {}
    StateCodec<Deep> deep = new StateCodec<>(ReflectiveModelReader.read(Deep.class), json);
    Object value = List.of();
    for (int i = 2; i < 100; i++) {
      value = List.of(value);
    }
    Deep atLimit = new Deep(value);
    Deep beyond = new Deep(List.of(value));

    byte[] bytes = deep.encode(atLimit, null);
    assertThat(json.mapper().readTree("{\"state\":" + new String(bytes, UTF_8) + "}").get("state")).isNotNull();
    assertThat(deep.decode(bytes).state()).isEqualTo(atLimit);
    assertThatThrownBy(() -> deep.encode(beyond, null)).isInstanceOf(BadRequest.class).hasMessageContaining("nesting depth (101)");
  }
}
