package dev.highlander.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImmutabilityTest {

  enum Color {
    RED
  }

  record Plain(String s, int i, Long l, Color c, Instant t, UUID u, BigDecimal d, Optional<String> o) {}

  record WithList(Plain plain, List<Plain> list, Map<String, Set<Integer>> map) {}

  record WithArray(byte[] bytes) {}

  record WithObject(Object any) {}

  record WithArrayList(ArrayList<String> own) {}

  record RawList(@SuppressWarnings("rawtypes") List list) {}

  record Tree(String name, List<Tree> children) {}

  record Pair<A, B>(A a, B b) {}

  record CopiesToMutable(List<String> list) {
    CopiesToMutable {
      list = new ArrayList<>(list);
    }
  }

  record CopiesToImmutable(String name, List<String> list) {
    CopiesToImmutable {
      Objects.requireNonNull(name);
      list = List.copyOf(list);
    }
  }

  record RefusesEverything(String name, List<String> list) {
    RefusesEverything {
      if (!"special".equals(name)) {
        throw new IllegalArgumentException();
      }
    }
  }

  record HidesAMutableOne(CopiesToMutable inner) {}

  record OwnDecoding(List<String> list) {
    @JsonCreator
    static OwnDecoding of(String text) {
      return new OwnDecoding(new ArrayList<>(List.of(text)));
    }
  }

  static final class SomeClass {
    final int i = 1;
  }

  interface Signatures {
    List<String> list();

    List<? extends String> wildcard();

    List<?> unknown();

    SequencedMap<String, Collection<Plain>> nested();

    Optional<List<String>> optional();

    Pair<String, Integer> pair();

    Pair<String, int[]> pairOfArray();
  }

  private static Type type(String method) {
    return Arrays.stream(Signatures.class.getMethods()).filter(m -> m.getName().equals(method)).findFirst().orElseThrow().getGenericReturnType();
  }

  @Test
  void plainValuesAndRecordsOfThemAreAlwaysImmutable() {
    assertThat(List.of(String.class, int.class, Integer.class, Color.class, Instant.class, Plain.class, type("pair"))).allMatch(Immutability::always);
  }

  @Test
  void collectionsAreImmutableOnlyIfTheCodecMadeThem() {
    assertThat(List.of(type("list"), type("wildcard"), type("nested"), type("optional"), WithList.class, Tree.class, CopiesToImmutable.class))
        .allMatch(Immutability::decoded)
        .noneMatch(Immutability::always);
  }

  @Test
  void whatIsNotKnownToBeImmutableIsMutable() {
    assertThat(
            List.of(Object.class, int[].class, WithArray.class, WithObject.class, WithArrayList.class, RawList.class, SomeClass.class, Number.class,
                type("unknown"), type("pairOfArray"), OwnDecoding.class, Pair.class))
        .noneMatch(Immutability::decoded);
  }

  @Test
  void aConstructorThatCopiesIntoAMutableListSpoilsTheRecordAndWhatContainsIt() {
    assertThat(List.of(CopiesToMutable.class, HidesAMutableOne.class)).noneMatch(Immutability::decoded);
  }

  @Test
  void aConstructorThatCanNotBeTriedIsNotTrusted() {
    assertThat(Immutability.decoded(RefusesEverything.class)).isFalse();
  }
}
