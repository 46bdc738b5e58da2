package dev.highlander.internal.model;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a record's constructor keeps the unmodifiable collections it gets, by calling it. A constructor that copies into a mutable
 * collection would make every decoded instance mutable inside, which no static type shows. It is tried with empty values and, as many
 * constructors refuse {@code null}, with plain ones; if it refuses them all, nothing is known and the answer is no.
 */
final class RecordProbe {

  private RecordProbe() {}

  static boolean keepsCollectionsUnmodifiable(Class<?> record) {
    return Stream.<Function<Class<?>, @Nullable Object>>of(EmptyValues::of, type -> plain(type, 0))
        .map(values -> instance(record, values))
        .filter(instance -> instance != null)
        .findFirst()
        .map(RecordProbe::unmodifiable)
        .orElse(false);
  }

  private static @Nullable Object instance(Class<?> record, Function<Class<?>, @Nullable Object> values) {
    Object[] arguments = Arrays.stream(record.getRecordComponents()).map(c -> values.apply(c.getType())).toArray();
    try {
      return EmptyValues.instance(record, arguments);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // it refuses these values: that is an answer, not a fault
    }
  }

  /** A value that most constructors accept. */
  private static @Nullable Object plain(Class<?> type, int depth) {
    if (type == String.class) {
      return "x";
    }
    if (type == UUID.class) {
      return new UUID(0, 1);
    }
    if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants.length == 0 ? null : constants[0];
    }
    if (type == int.class || type == Integer.class) {
      return 1;
    }
    if (type == long.class || type == Long.class) {
      return 1L;
    }
    if (type == double.class || type == Double.class) {
      return 1.0;
    }
    if (type == Boolean.class) {
      return false;
    }
    if (type == java.time.Instant.class) {
      return java.time.Instant.EPOCH;
    }
    if (type == java.time.Duration.class) {
      return java.time.Duration.ofSeconds(1);
    }
    if (type == java.time.LocalDate.class) {
      return java.time.LocalDate.EPOCH;
    }
    if (type == java.math.BigDecimal.class) {
      return java.math.BigDecimal.ONE;
    }
    if (type.isRecord() && depth < 5) {
      return instance(type, component -> plain(component, depth + 1));
    }
    return EmptyValues.of(type);
  }

  private static boolean unmodifiable(Object instance) {
    for (RecordComponent component : instance.getClass().getRecordComponents()) {
      Object value;
      try {
        Field field = instance.getClass().getDeclaredField(component.getName());
        field.setAccessible(true);
        value = field.get(instance);
      } catch (ReflectiveOperationException | RuntimeException e) {
        return false;
      }
      if ((value instanceof Collection<?> || value instanceof Map<?, ?>) && !knownUnmodifiable(value.getClass().getName())) {
        return false;
      }
    }
    return true;
  }

  private static boolean knownUnmodifiable(String name) {
    return name.startsWith("java.util.ImmutableCollections$")
        || name.startsWith("java.util.Collections$Unmodifiable")
        || name.startsWith("java.util.Collections$Empty")
        || name.startsWith("java.util.Collections$Singleton");
  }
}
