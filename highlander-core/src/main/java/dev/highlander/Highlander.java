package dev.highlander;

import dev.highlander.spi.Builders;
import dev.highlander.spi.EmbeddedCluster;
import dev.highlander.spi.SpaceBinding;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The front door: starts nodes and clients, and calls objects without naming one of them. Inside a handler it means the node that executes it,
 * elsewhere the only running node or client of the process; with several, or none, it throws {@link BadRequest}: use {@code
 * node.ref(...)} there. Without {@code as(...)} the caller is the service itself. Thread-safe.
 */
public final class Highlander {

  private Highlander() {}

  /** A node to be configured and started: hosts objects. */
  public static NodeBuilder node() {
    return LoadedBuilders.BUILDERS.node();
  }

  /** A client to be configured and connected: calls objects and hosts none. */
  public static ClientBuilder client() {
    return LoadedBuilders.BUILDERS.client();
  }

  /**
   * Starts everything inside this process: registry, store and one node that hosts the types. For one machine: development, tests, small
   * services. Needs the dependency {@code dev.highlander:highlander-local}.
   */
  public static HighlanderNode run(Class<?>... types) {
    return find(EmbeddedCluster.class)
        .orElseThrow(() -> new BadRequest("Highlander.run needs the dependency dev.highlander:highlander-local; without it, use Highlander.node()"))
        .run(types);
  }

  /** The node or client that the static methods mean here. */
  public static ObjectSpace space() {
    return LoadedBinding.BINDING.current();
  }

  /** A reference to one object. See {@link ObjectSpace#ref}. */
  public static <S> Ref<S> ref(Class<S> type, String id) {
    return space().ref(type, id);
  }

  /** The whole state of one object; the initial one if it was never stored. */
  public static <S> S get(Class<S> type, String id) {
    return ref(type, id).get();
  }

  /** Replaces the whole state of one object; returns what is stored, when it is durable. */
  public static <S> S put(Class<S> type, String id, S state) {
    return ref(type, id).put(state);
  }

  private static <T> Optional<T> find(Class<T> service) {
    Optional<T> own = ServiceLoader.load(service, Highlander.class.getClassLoader()).findFirst();
    return own.isPresent() ? own : ServiceLoader.load(service).findFirst();
  }

  private static <T> T require(Class<T> service) {
    return find(service)
        .orElseThrow(() -> new IllegalStateException(
            "no " + service.getName() + " is found: the service files of highlander-core were lost, perhaps when jars were merged"));
  }

  /** Found once, at first use. */
  private static final class LoadedBuilders {
    static final Builders BUILDERS = require(Builders.class);
  }

  /** Found once, at first use. */
  private static final class LoadedBinding {
    static final SpaceBinding BINDING = require(SpaceBinding.class);
  }
}
