package dev.highlander.internal.model;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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
import java.util.UUID;

/**
 * Decides from a static type whether its values can be shared between the framework and its users without a copy. It errs on the side of
 * copying: what is not known to be immutable is mutable.
 *
 * <p>There are two questions, because a {@code List} that our codec made is unmodifiable and one that a user made may not be.
 *
 * <ul>
 *   <li>{@link #always}: nobody can change such a value, whoever made it. Strings, boxes, enums, {@code java.time}, and records of such.
 *   <li>{@link #decoded}: nobody can change such a value <em>if the codec made it</em>. In addition collections typed by their interface, which
 *       the codec makes unmodifiable. A record's constructor can spoil that ({@code todos = new ArrayList<>(todos)}), so constructors of records
 *       with collections are tried once ({@link RecordProbe}).
 * </ul>
 *
 * <p>What follows from it:
 *
 * <ul>
 *   <li><b>States</b> that are published were decoded from the bytes that were written; a type that is {@code decoded} is shareable.
 *   <li><b>Arguments</b> come from callers, who may keep and change a list they passed: only {@code always} saves the copy.
 *   <li><b>Replies of queries</b> are made by a handler from a published state and from arguments that are immutable or copied. If the state
 *       is shareable, a reply is a part of it, or of the arguments, or was made during the call; in none of these cases can the caller reach
 *       something that changes under somebody else's eyes, even if it is a plain {@code ArrayList} that the handler has just filled. (A handler that
 *       keeps a mutable value in a static field is not pure and out of scope.) So {@code decoded} saves the copy, which still asks for types
 *       whose parts are known: an {@code Object[]}, an {@code ArrayList} or an interface of the author's may be or hide anything.
 *   <li><b>Replies of queries on a state that is not shareable</b> may be a live inner part of it: only {@code always} saves the copy.
 *   <li><b>Replies in a {@code Change}</b> may share a list with the next state that the same handler made, on which the next turn may run before
 *       it is written and decoded: only {@code always} saves the copy.
 *   <li><b>Next states as replies</b> are the published, decoded ones: they go by the state's type.
 * </ul>
 */
final class Immutability {

  private static final Set<Class<?>> VALUES =
      Set.of(
          String.class, Boolean.class, Byte.class, Short.class, Character.class, Integer.class, Long.class, Float.class, Double.class,
          Void.class, BigDecimal.class, BigInteger.class, UUID.class, URI.class, Locale.class, Currency.class,
          Instant.class, Duration.class, Period.class, LocalDate.class, LocalTime.class, LocalDateTime.class, OffsetTime.class,
          OffsetDateTime.class, ZonedDateTime.class, ZoneId.class, ZoneOffset.class, Year.class, YearMonth.class, MonthDay.class, Month.class,
          DayOfWeek.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  /** What the codec makes unmodifiable. */
  private static final Set<Class<?>> COLLECTIONS =
      Set.of(
          Collection.class, SequencedCollection.class, List.class, Set.class, SequencedSet.class, SortedSet.class, NavigableSet.class, Map.class,
          SequencedMap.class, SortedMap.class, NavigableMap.class);

  private final boolean decoded;
  private final Set<List<Object>> assumed = new HashSet<>();

  private Immutability(boolean decoded) {
    this.decoded = decoded;
  }

  /** Whether values of this type are deeply immutable, whoever made them. */
  static boolean always(Type type) {
    return new Immutability(false).immutable(type, Map.of());
  }

  /** Whether values of this type are deeply immutable if the codec made them. */
  static boolean decoded(Type type) {
    return new Immutability(true).immutable(type, Map.of());
  }

  private boolean immutable(Type type, Map<TypeVariable<?>, Type> bindings) {
    return switch (type) {
      case Class<?> c -> immutableClass(c, bindings, List.of());
      case ParameterizedType p -> immutableClass(
          (Class<?>) p.getRawType(), bindings, Arrays.stream(p.getActualTypeArguments()).map(a -> bind(a, bindings)).toList());
      case WildcardType w -> immutable(w.getUpperBounds()[0], bindings);
      case TypeVariable<?> v -> bindings.containsKey(v) && immutable(bindings.get(v), Map.of());
      default -> false;
    };
  }

  /** A variable's meaning where the type is used; types that mention variables deeper inside are left as they are, hence unknown. */
  private static Type bind(Type type, Map<TypeVariable<?>, Type> bindings) {
    return type instanceof TypeVariable<?> v ? bindings.getOrDefault(v, type) : type;
  }

  private boolean immutableClass(Class<?> type, Map<TypeVariable<?>, Type> bindings, List<Type> arguments) {
    if (type.isPrimitive() || VALUES.contains(type) || type.isEnum()) {
      return true;
    }
    if (type == Optional.class || (decoded && COLLECTIONS.contains(type))) {
      return !arguments.isEmpty() && arguments.stream().allMatch(argument -> immutable(argument, bindings));
    }
    return type.isRecord() && immutableRecord(type, arguments);
  }

  private boolean immutableRecord(Class<?> type, List<Type> arguments) {
    TypeVariable<?>[] variables = type.getTypeParameters();
    if (variables.length != arguments.size()) {
      return false;
    }
    Map<TypeVariable<?>, Type> bindings = new HashMap<>();
    for (int i = 0; i < variables.length; i++) {
      bindings.put(variables[i], arguments.get(i));
    }
    if (!assumed.add(List.of(type, arguments))) {
      return true; // a record that contains itself is as immutable as its other parts, which are being looked at
    }
    if (CodecAnnotations.replaceDecoding(type)) {
      return false;
    }
    boolean collections = false;
    for (RecordComponent component : type.getRecordComponents()) {
      if (!immutable(component.getGenericType(), bindings)) {
        return false;
      }
      collections |= COLLECTIONS.contains(component.getType());
    }
    return !collections || RecordProbe.keepsCollectionsUnmodifiable(type);
  }
}
