package dev.highlander;

import dev.highlander.report.NodeReport;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One process's door to the objects of the cluster: a node, which hosts some of them, or a client, which hosts none. Thread-safe. */
public interface ObjectSpace extends AutoCloseable {

  /** This process's name in the cluster. */
  String name();

  /**
   * A reference to one object; costs nothing and does not activate it. Throws {@link BadRequest} if the class was not registered or the id
   * is not legal.
   */
  <S> Ref<S> ref(Class<S> type, String id);

  /**
   * Ids of stored objects of a type, in the order of their encoded bytes, without deleted ones. The store is listed: an object that was never
   * updated is not in it.
   *
   * @param prefix only ids that begin with it; empty for all
   * @param after only ids after this one in the same order, or null for the first page
   * @param limit 1 to 1,000
   * @throws Unavailable if the store can't be asked
   */
  List<String> ids(Class<?> type, String prefix, @Nullable String after, int limit);

  /** As {@link #ids(Class, String, String, int)} by type name, which need not be registered here. */
  List<String> ids(String type, String prefix, @Nullable String after, int limit);

  /** Where an object is active now, if anywhere. Does not activate it. */
  Optional<Location> location(ObjectId object);

  /** What this process knows of itself and the cluster. */
  NodeReport report();

  /** Leaves the cluster: closes its activations, releases their claims cleanly, and disconnects. Returns when done; idempotent. */
  @Override
  void close();
}
