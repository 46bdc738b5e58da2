package dev.highlander.internal.model;

import dev.highlander.BadRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The types that a process knows. Immutable, thread-safe. */
public final class TypeRegistry {

  private final Map<String, TypeModel<?>> byName;
  private final Map<Class<?>, TypeModel<?>> byClass;

  /** Throws {@link BadRequest} if two classes have one type name. */
  public TypeRegistry(Collection<TypeModel<?>> types) {
    this.byName =
        types.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    TypeModel::name,
                    Function.identity(),
                    (a, b) -> {
                      throw new BadRequest(
                          "both " + a.javaType().getName() + " and " + b.javaType().getName() + " are named '" + a.name() + "'");
                    }));
    this.byClass = types.stream().collect(Collectors.toUnmodifiableMap(TypeModel::javaType, Function.identity()));
  }

  public Optional<TypeModel<?>> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The type with this name; throws {@link BadRequest} if this process does not know it. */
  public TypeModel<?> require(String name) {
    TypeModel<?> type = byName.get(name);
    if (type == null) {
      throw new BadRequest("no type is named '" + name + "' here; known are " + names());
    }
    return type;
  }

  /** The type of this class; throws {@link BadRequest} if it was not registered. */
  @SuppressWarnings("unchecked")
  public <S> TypeModel<S> require(Class<S> javaType) {
    TypeModel<?> type = byClass.get(javaType);
    if (type == null) {
      throw new BadRequest(javaType.getName() + " was not registered here: name it in types(...); known are " + names());
    }
    return (TypeModel<S>) type;
  }

  public List<String> names() {
    return byName.keySet().stream().sorted().toList();
  }
}
