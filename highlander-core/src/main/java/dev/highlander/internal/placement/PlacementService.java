package dev.highlander.internal.placement;

import dev.highlander.BadRequest;
import dev.highlander.ObjectId;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.Member;
import dev.highlander.spi.PlacementStrategy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the node of a new activation by its type's strategy. Thread-safe. */
public final class PlacementService {

  private static final Logger LOG = LoggerFactory.getLogger(PlacementService.class);

  private final Map<String, PlacementStrategy> strategies = new TreeMap<>();
  private final TypeRegistry types;
  private final String defaultName;
  private final RandomGenerator random;
  private final AtomicLong counter = new AtomicLong();

  /** Names of strategies that failed when they were asked last. */
  private final Set<String> failing = ConcurrentHashMap.newKeySet();

  /** Throws {@link BadRequest} if a type or the default names a strategy that does not exist. */
  public PlacementService(List<PlacementStrategy> own, String defaultName, TypeRegistry types, RandomGenerator random) {
    for (PlacementStrategy strategy : List.of(new NextPlacement(), new LocalFirstPlacement(), new RandomPlacement())) {
      strategies.put(strategy.name(), strategy);
    }
    own.forEach(strategy -> strategies.put(strategy.name(), strategy));
    this.types = types;
    this.defaultName = defaultName;
    this.random = random;
    require(defaultName, "the default placement");
    types.names().forEach(name -> require(strategyOf(types.require(name)), "type '" + name + "'"));
  }

  private String strategyOf(TypeModel<?> type) {
    return type.options().placement().isEmpty() ? defaultName : type.options().placement();
  }

  private void require(String name, String who) {
    if (!strategies.containsKey(name)) {
      throw new BadRequest(who + " names the placement '" + name + "'; known are " + strategies.keySet());
    }
  }

  /** A node for the object, or why there is none: the cluster has none that takes objects of its type, or its strategy failed. */
  public Placement place(ObjectId object, Incarnation self) {
    return choose(object, self, member -> true);
  }

  /** The next owner of an object that this process owns: never itself; empty if no other node that is eligible takes objects of its type. */
  public Optional<Member> heir(ObjectId object, Incarnation self, Predicate<Member> eligible) {
    return choose(object, self, member -> !member.incarnation().equals(self.id()) && eligible.test(member)) instanceof Placement.On on
        ? Optional.of(on.node())
        : Optional.empty();
  }

  /** The node that an object of this process should rather be on, because its type prefers it to this one; empty if there is none. */
  public Optional<Member> preferredTo(Incarnation self, String type) {
    List<String> names = preferred(type);
    return names.isEmpty()
        ? Optional.empty()
        : Preference.first(names, self.members().hosts().stream().filter(member -> member.hosts(type)).toList())
            .filter(first -> !first.name().equals(self.self().name()));
  }

  /** Whether objects of a type may be moved to even out their number. */
  public boolean balances(String type) {
    String name = types.find(type).map(this::strategyOf).orElse(defaultName);
    PlacementStrategy strategy = strategies.get(name);
    if (strategy == null || !preferred(type).isEmpty()) {
      return false;
    }
    try {
      return strategy.balances();
    } catch (RuntimeException | Error thrown) {
      failed(name, "it threw " + thrown, thrown);
      return false;
    }
  }

  private List<String> preferred(String type) {
    return types.find(type).map(model -> model.options().preferred()).orElse(List.of());
  }

  private Placement choose(ObjectId object, Incarnation self, Predicate<Member> eligible) {
    List<Member> candidates =
        self.members().hosts().stream().filter(member -> member.hosts(object.type())).filter(eligible).toList();
    if (candidates.isEmpty()) {
      return new Placement.Nowhere("no node of the cluster takes objects of type '" + object.type() + "'");
    }
    Optional<Member> preferred = Preference.first(preferred(object.type()), candidates);
    if (preferred.isPresent()) {
      return new Placement.On(preferred.get());
    }
    String name = types.find(object.type()).map(this::strategyOf).orElse(defaultName);
    PlacementStrategy.Context context =
        new PlacementStrategy.Context(candidates, self.id(), counter.getAndIncrement(), random);
    return chosen(name, object, context);
  }

  /** A strategy is its author's code, and runs on threads that everything else here needs: whatever it does wrong, it has not chosen. */
  private Placement chosen(String name, ObjectId object, PlacementStrategy.Context from) {
    PlacementStrategy strategy = Objects.requireNonNull(strategies.get(name));
    try {
      Member node = strategy.choose(object, from);
      if (node != null && from.candidates().contains(node)) {
        failing.remove(name);
        return new Placement.On(node);
      }
      return failed(name, "it chose " + node + ", which is no candidate", null);
    } catch (RuntimeException | Error thrown) {
      return failed(name, "it threw " + thrown, thrown);
    }
  }

  private Placement.Nowhere failed(String name, String how, @Nullable Throwable thrown) {
    String reason = "the placement '" + name + "' failed: " + how;
    // Once, until it has chosen again: it is asked for every call.
    if (failing.add(name)) {
      LOG.error(reason, thrown);
    }
    return new Placement.Nowhere(reason);
  }
}
