package dev.highlander.internal.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Decodes collections that are typed by an interface of {@code java.util} into unmodifiable ones that keep the order of the JSON (sorted ones:
 * their own), in any nesting. Only the fields of mutable classes get ordinary ones, for their handlers to change; see {@link
 * UnmodifiableDeserializer}.
 */
final class UnmodifiableCollections extends SimpleModule {

  private static final long serialVersionUID = 1L;

  /**
   * How one interface is decoded.
   *
   * @param into what is filled
   * @param seal makes the filled one unmodifiable
   */
  private record Kind(Class<?> into, UnaryOperator<Object> seal, Object empty) {}

  private static final Map<Class<?>, Kind> KINDS = kinds();

  UnmodifiableCollections() {
    super("highlander-unmodifiable-collections");
    KINDS.forEach(this::add);
  }

  @SuppressWarnings("unchecked")
  private <T> void add(Class<T> type, Kind kind) {
    addDeserializer(type, (ValueDeserializer<T>) new UnmodifiableDeserializer(kind.into(), kind.seal(), kind.empty(), null));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<Class<?>, Kind> kinds() {
    Kind list = new Kind(ArrayList.class, filled -> ((List<Object>) filled).stream().toList(), Collections.emptyList());
    Kind set = new Kind(LinkedHashSet.class, filled -> Collections.unmodifiableSet((Set<Object>) filled), Collections.emptySet());
    Kind sequencedSet = of(LinkedHashSet.class, filled -> Collections.unmodifiableSequencedSet((SequencedSet<Object>) filled), new LinkedHashSet<>());
    Kind navigableSet = of(TreeSet.class, filled -> Collections.unmodifiableNavigableSet((NavigableSet) filled), new TreeSet<>());
    Kind map = new Kind(LinkedHashMap.class, filled -> Collections.unmodifiableMap((Map<Object, Object>) filled), Collections.emptyMap());
    Kind sequencedMap = of(LinkedHashMap.class, filled -> Collections.unmodifiableSequencedMap((SequencedMap) filled), new LinkedHashMap<>());
    Kind navigableMap = of(TreeMap.class, filled -> Collections.unmodifiableNavigableMap((NavigableMap) filled), new TreeMap<>());
    return Map.ofEntries(
        Map.entry(Collection.class, list),
        Map.entry(SequencedCollection.class, list),
        Map.entry(List.class, list),
        Map.entry(Set.class, set),
        Map.entry(SequencedSet.class, sequencedSet),
        Map.entry(SortedSet.class, navigableSet),
        Map.entry(NavigableSet.class, navigableSet),
        Map.entry(Map.class, map),
        Map.entry(SequencedMap.class, sequencedMap),
        Map.entry(SortedMap.class, navigableMap),
        Map.entry(NavigableMap.class, navigableMap));
  }

  private static Kind of(Class<?> into, UnaryOperator<Object> seal, Object empty) {
    return new Kind(into, seal, seal.apply(empty));
  }
}
