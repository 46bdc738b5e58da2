package dev.highlander.zookeeper;

import dev.highlander.Unavailable;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.Member;
import dev.highlander.spi.Platform;
import dev.highlander.spi.Registry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of one process in ZooKeeper: one node below {@code objects} for each object that is or was claimed, with the
 * claims as ephemeral sequential children, and one ephemeral node below {@code nodes} for each process. Every incarnation has a
 * session of its own.
 */
public final class ZooKeeperRegistry implements Registry {

  private static final Logger log = LoggerFactory.getLogger(ZooKeeperRegistry.class);

  private final ZooKeeperSettings settings;
  private final Platform platform;
  private final ZkSessions sessions;
  private final Paths paths;
  private final AtomicReference<@Nullable ZooKeeperIncarnation> current = new AtomicReference<>();
  private volatile String rootId = "";
  private volatile boolean closed;

  /** A registry on real servers. */
  public ZooKeeperRegistry(ZooKeeperSettings settings, Platform platform) {
    this(settings, platform, new CuratorSessions(settings, platform));
  }

  /**
   * A registry on any source of sessions.
   *
   * @param settings root and byte budget are used; the rest is the source's matter
   */
  public ZooKeeperRegistry(ZooKeeperSettings settings, Platform platform, ZkSessions sessions) {
    this.settings = settings;
    this.platform = platform;
    this.sessions = sessions;
    this.paths = Paths.of(settings);
  }

  /** Uses a session of its own; may be called again, to find out whether the registry was rebuilt. */
  @Override
  public CompletableFuture<String> open() {
    var result = new CompletableFuture<String>();
    opening(
        session -> {
          new RegistryRoot(session, paths, platform)
              .ensure()
              .whenComplete(
                  (id, problem) ->
                      session.close(
                          () -> {
                            if (problem == null) {
                              rootId = id;
                              result.complete(id);
                            } else {
                              result.completeExceptionally(problem);
                            }
                          }));
          return new NoListener();
        },
        result);
    return result;
  }

  @Override
  public CompletableFuture<Incarnation> join(Profile profile, IncarnationListener listener) {
    var result = new CompletableFuture<Incarnation>();
    ZooKeeperIncarnation previous = current.get();
    if (previous != null && !previous.over()) {
      result.completeExceptionally(new IllegalStateException("the previous incarnation of this process has not ended"));
      return result;
    }
    opening(
        session -> {
          var self =
              new Member(
                  platform.newId(),
                  profile.name(),
                  profile.address(),
                  profile.version(),
                  profile.role(),
                  false,
                  profile.labels());
          var joining = new ZooKeeperIncarnation(session, paths, settings.byteBudget(), self, platform, listener);
          session.data(paths.root(), false, root -> joinIfSame(root, previous, joining, session, result));
          return joining;
        },
        result);
    return result;
  }

  /** The root may have been made anew since it was opened; then the generation has to be raised before anything is claimed. */
  private void joinIfSame(
      ZkReply<ZkSession.Data> root,
      @Nullable ZooKeeperIncarnation previous,
      ZooKeeperIncarnation joining,
      ZkSession session,
      CompletableFuture<Incarnation> result) {
    String problem = "";
    if (!(root instanceof ZkReply.Done<ZkSession.Data> found)) {
      problem = root.problem();
    } else if (!RegistryRoot.idOf(found.value().value()).equals(rootId)) {
      problem = "the registry was rebuilt; it has to be opened again";
    } else if (closed) {
      problem = "this registry is closed";
    } else if (!current.compareAndSet(previous, joining)) {
      problem = "the process joins twice at a time";
    }
    if (problem.isEmpty()) {
      joining.join(result);
    } else {
      var unavailable = new Unavailable(problem);
      session.close(() -> result.completeExceptionally(unavailable));
    }
  }

  private <T> void opening(
      Function<ZkSession, ZkSession.Listener> user, CompletableFuture<T> result) {
    if (closed) {
      result.completeExceptionally(new Unavailable("this registry is closed"));
      return;
    }
    sessions
        .open(user)
        .whenComplete(
            (session, problem) -> {
              if (problem != null) {
                result.completeExceptionally(problem);
              }
            });
  }

  /**
   * Lists the children of a node by a session of its own. A reply that is too long breaks the connection that asks for it, and that must not be the
   * one that renews the lease.
   */
  void listApart(String path, Consumer<ZkReply<List<String>>> reply) {
    var opened = new CompletableFuture<Void>();
    opened.whenComplete((none, problem) -> reply.accept(new ZkReply.Unknown<>(String.valueOf(problem))));
    opening(
        session -> {
          session.children(path, false, names -> session.close(() -> reply.accept(names)));
          return new NoListener();
        },
        opened);
  }

  /** The incarnation that this process has now. */
  Optional<ZooKeeperIncarnation> current() {
    return Optional.ofNullable(current.get()).filter(incarnation -> !incarnation.over());
  }

  /**
   * Tells whoever still lives here that it is over, leaves, and waits for that up to the session time-out: what can't be deleted by then goes with
   * the session.
   */
  @Override
  public void close() {
    closed = true;
    ZooKeeperIncarnation last = current.get();
    if (last == null) {
      return;
    }
    try {
      last.retire("its registry was closed").get(settings.sessionTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      log.warn("Incarnation {} did not leave in time; its session ends by itself", last.id());
    }
  }

  /** A session that only asks. */
  private static final class NoListener implements ZkSession.Listener {
    @Override
    public void onChanged(String path) {}

    @Override
    public void onSuspended() {}

    @Override
    public void onResumed() {}

    @Override
    public void onEnded(String reason) {}
  }
}
