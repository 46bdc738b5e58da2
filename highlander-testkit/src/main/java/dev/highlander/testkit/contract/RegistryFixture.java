package dev.highlander.testkit.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.highlander.ObjectId;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.ClaimResult.Entry.AfterTakeoverWait;
import dev.highlander.spi.ClaimResult.Granted;
import dev.highlander.spi.ClaimResult.HeldBy;
import dev.highlander.spi.Holder;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.Member;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Succession;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fresh registry for each test of a contract, and words to speak of it. */
abstract class RegistryFixture {

  static final ObjectId OBJECT = new ObjectId("todo", "one");

  private final Map<String, RecordingListener> listeners = new HashMap<>();
  private RegistryWorld world;

  /** A fresh registry. */
  protected abstract RegistryWorld open() throws Exception;

  @BeforeEach
  void openWorld() throws Exception {
    world = open();
  }

  @AfterEach
  void closeWorld() {
    world.close();
  }

  final RegistryWorld world() {
    return world;
  }

  static ObjectId many(int index) {
    return new ObjectId("todo", "many-" + index);
  }

  /** Joins as a process of its own. */
  protected final Incarnation join(String name) {
    Registry registry = world.process();
    get(registry.open());
    var listener = new RecordingListener();
    Incarnation joined = get(registry.join(profile(name), listener));
    listeners.put(joined.id(), listener);
    return joined;
  }

  static Registry.Profile profile(String name) {
    return new Registry.Profile(name, "127.0.0.1:1", "test", Member.Role.NODE, Map.of());
  }

  final RecordingListener listener(Incarnation incarnation) {
    return Objects.requireNonNull(listeners.get(incarnation.id()));
  }

  static List<String> names(Incarnation incarnation) {
    return incarnation.members().members().stream().map(Member::name).toList();
  }

  static Granted granted(Incarnation member, ObjectId object) {
    ClaimResult result = get(member.claim(object));
    assertThat(result).as("claim of %s by %s", object, member.self().name()).isInstanceOf(Granted.class);
    return (Granted) result;
  }

  static Holder heldBy(Incarnation member, ObjectId object) {
    ClaimResult result = get(member.claim(object));
    assertThat(result).as("claim of %s by %s", object, member.self().name()).isInstanceOf(HeldBy.class);
    return ((HeldBy) result).holder();
  }

  /** The last owner gave its claim back itself, not clean: its heir may not trust that, but nobody has departed. */
  static void assertWaits(Incarnation member, ObjectId object) {
    assertWaits(granted(member, object), Long.MIN_VALUE);
  }

  /** Somebody departed after {@code departedNanos}, and may be serving until its lease ends. */
  static void assertWaits(Incarnation member, ObjectId object, long departedNanos) {
    assertWaits(granted(member, object), departedNanos);
  }

  static void assertWaits(Succession heir) {
    assertWaits(granted(heir), Long.MIN_VALUE);
  }

  static void assertWaits(Succession heir, long departedNanos) {
    assertWaits(granted(heir), departedNanos);
  }

  private static void assertWaits(Granted granted, long departedNanos) {
    assertThat(granted.entry())
        .isInstanceOfSatisfying(
            AfterTakeoverWait.class, wait -> assertThat(wait.sinceNanos()).isBetween(departedNanos, System.nanoTime()));
  }

  static Succession queued(Incarnation heir, Incarnation owner) {
    Succession succession = heir.succeed(OBJECT, owner.id());
    assertThat(get(succession.queued())).as("queued").isTrue();
    return succession;
  }

  static Granted granted(Succession heir) {
    ClaimResult result = get(heir.result());
    assertThat(result).isInstanceOf(Granted.class);
    return (Granted) result;
  }

  static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
  }

  static <T> T get(CompletableFuture<T> future) {
    try {
      return future.copy().orTimeout(30, SECONDS).join();
    } catch (CompletionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
