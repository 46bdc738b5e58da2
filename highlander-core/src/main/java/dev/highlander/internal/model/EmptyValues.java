package dev.highlander.internal.model;

import dev.highlander.BadRequest;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What a state starts with if its type does not say: {@code null}, zero, {@code false} and empty collections. */
final class EmptyValues {

  private static final Map<Class<?>, Object> UNMODIFIABLE =
      Map.ofEntries(
          Map.entry(SequencedCollection.class, Collections.emptyList()),
          Map.entry(Collection.class, Collections.emptyList()),
          Map.entry(List.class, Collections.emptyList()),
          Map.entry(Set.class, Collections.emptySet()),
          Map.entry(SequencedSet.class, Collections.unmodifiableSequencedSet(new LinkedHashSet<>())),
          Map.entry(SortedSet.class, Collections.emptySortedSet()),
          Map.entry(NavigableSet.class, Collections.emptyNavigableSet()),
          Map.entry(Map.class, Collections.emptyMap()),
          Map.entry(SequencedMap.class, Collections.unmodifiableSequencedMap(new LinkedHashMap<>())),
          Map.entry(SortedMap.class, Collections.emptySortedMap()),
          Map.entry(NavigableMap.class, Collections.emptyNavigableMap()),
          Map.entry(Optional.class, Optional.empty()),
          Map.entry(OptionalInt.class, OptionalInt.empty()),
          Map.entry(OptionalLong.class, OptionalLong.empty()),
          Map.entry(OptionalDouble.class, OptionalDouble.empty()));

  private EmptyValues() {}

  /** A record from empty values, or an object from its constructor without parameters. */
  static <T> T instance(Class<T> type) throws ReflectiveOperationException {
    return instance(type, type.isRecord() ? Arrays.stream(componentTypes(type)).map(EmptyValues::of).toArray() : new Object[0]);
  }

  /** Calls the canonical constructor of a record, or another class's constructor without parameters. */
  static <T> T instance(Class<T> type, @Nullable Object[] arguments) throws ReflectiveOperationException {
    Constructor<T> constructor = type.getDeclaredConstructor(type.isRecord() ? componentTypes(type) : new Class<?>[0]);
    try {
      constructor.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw new BadRequest(type.getName() + " can't be made: open package " + type.getPackageName() + " to highlander-core", e);
    }
    return constructor.newInstance(arguments);
  }

  private static Class<?>[] componentTypes(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
  }

  /** The empty value of a type. */
  static @Nullable Object of(Class<?> type) {
    if (type.isPrimitive()) {
      return Array.get(Array.newInstance(type, 1), 0);
    }
    Object unmodifiable = UNMODIFIABLE.get(type);
    if (unmodifiable != null) {
      return unmodifiable;
    }
    boolean collection = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
    if (collection && !Modifier.isAbstract(type.getModifiers())) {
      return fresh(type);
    }
    return null;
  }

  private static @Nullable Object fresh(Class<?> collection) {
    try {
      return collection.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      return null; // such as EnumMap: has no empty form without further knowledge, so it starts with null
    }
  }
}
