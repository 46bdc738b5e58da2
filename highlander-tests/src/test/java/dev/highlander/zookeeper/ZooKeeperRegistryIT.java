package dev.highlander.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.highlander.BadRequest;
import dev.highlander.ObjectId;
import dev.highlander.Unavailable;
import dev.highlander.local.EmbeddedZooKeeper;
import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.ClaimResult.Declined;
import dev.highlander.spi.ClaimResult.Entry.AfterTakeoverWait;
import dev.highlander.spi.ClaimResult.Entry.AtOnce;
import dev.highlander.spi.ClaimResult.Full;
import dev.highlander.spi.ClaimResult.Granted;
import dev.highlander.spi.ClaimResult.HeldBy;
import dev.highlander.spi.Holder;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.Registry;
import dev.highlander.testkit.TestPlatform;
import dev.highlander.testkit.contract.RecordingListener;
import dev.highlander.testkit.fault.TcpProxy;
import dev.highlander.zookeeper.FaultySessions.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the contract can't ask of every registry: requests, lost replies, marks, budget, root, janitor. */
class ZooKeeperRegistryIT {

  private static final ObjectId OBJECT = new ObjectId("todo", "one");
  private static final String FOREIGN = "0123456789012345678901";

  @TempDir private static Path folder;
  private static EmbeddedZooKeeper server;

  private final List<Registry> registries = new ArrayList<>();
  private ZooKeeperWorld world;
  private ThirdParty third;

  @BeforeAll
  static void startServer() {
    server = EmbeddedZooKeeper.start(folder);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void openWorld() throws Exception {
    world = new ZooKeeperWorld(server.connectString(), Duration.ofSeconds(6));
    third = new ThirdParty(server.connectString());
  }

  @AfterEach
  void closeWorld() throws Exception {
    registries.forEach(Registry::close);
    third.close();
    world.close();
  }

  @Test
  void anUncontendedClaimIsOneRequest() {
    var sessions = sessions();
    ZooKeeperIncarnation a = join("a", sessions);
    granted(a, new ObjectId("todo", "the first makes the folder of its type"));

    List<String> requests = sessions.requestsDuring(() -> granted(a, OBJECT));

    assertThat(requests).containsExactly("multi[Check, Create, Create, SetData]");
  }

  @Test
  void aCleanReleaseOfAnUncontendedClaimIsOneRequest() {
    var sessions = sessions();
    ZooKeeperIncarnation a = join("a", sessions);
    Claim claim = granted(a, OBJECT).claim();

    List<String> requests = sessions.requestsDuring(() -> get(a.release(claim, true)));

    assertThat(requests).containsExactly("multi[Check, Delete, Delete]");
  }

  @Test
  void theTransactionOfAClaimIsTheCzxidOfItsNode() throws Exception {
    ZooKeeperIncarnation a = join("a");
    Claim fast = granted(a, OBJECT).claim();
    assertThat(fast.transaction()).isEqualTo(onlyChild(a, OBJECT).getCzxid());
    assertThat(fast.sinceMillis()).isEqualTo(onlyChild(a, OBJECT).getCtime());

    get(a.release(fast, false));
    Claim slow = granted(a, OBJECT).claim();
    assertThat(slow.transaction()).isEqualTo(onlyChild(a, OBJECT).getCzxid()).isGreaterThan(fast.transaction());
    assertThat(slow.sinceMillis()).isEqualTo(onlyChild(a, OBJECT).getCtime());
  }

  @Test
  void aClaimWhoseReplyWasLostIsFoundAndOwnedUnclean() throws Exception {
    var sessions = sessions();
    ZooKeeperIncarnation a = join("a", sessions);
    granted(a, new ObjectId("todo", "other"));
    sessions.next("multi[Check, Create, Create", Fault.REPLY_LOST);

    Granted granted = granted(a, OBJECT);

    assertThat(sessions.faultHappened()).isTrue();
    assertThat(granted.entry()).isInstanceOf(AfterTakeoverWait.class);
    assertThat(granted.claim().transaction()).isEqualTo(onlyChild(a, OBJECT).getCzxid());
  }

  @Test
  void aClaimThatWasNeverSentBeginsAgainWithTheFastPath() throws Exception {
    var sessions = sessions();
    ZooKeeperIncarnation a = join("a", sessions);
    sessions.next("multi[Check, Create, Create", Fault.NEVER_SENT);

    Granted granted = granted(a, OBJECT);

    assertThat(sessions.faultHappened()).isTrue();
    assertThat(granted.entry()).isInstanceOf(AtOnce.class);
    assertThat(granted.claim().transaction()).isEqualTo(onlyChild(a, OBJECT).getCzxid());
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aLostReplyToTheClaimOfAHeldObjectLeavesNothingBehind(Fault fault) throws Exception {
    var sessions = sessions();
    ZooKeeperIncarnation a = join("a");
    ZooKeeperIncarnation b = join("b", sessions);
    granted(a, OBJECT);
    sessions.next("multi[SetData, Create]", fault);

    assertThat(heldBy(b, OBJECT).node()).isEqualTo("a");

    assertThat(sessions.faultHappened()).isTrue();
    await().untilAsserted(() -> assertThat(children(OBJECT)).singleElement().asString().startsWith(a.id()));
    assertThat(b.standing().table().bytes()).isEqualTo(b.standing().own().path().length() + 4);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aWithdrawalWhoseReplyWasLostIsSentAgain(Fault fault) throws Exception {
    var sessions = sessions();
    ZooKeeperIncarnation a = join("a");
    ZooKeeperIncarnation b = join("b", sessions);
    granted(a, OBJECT);
    sessions.next("delete", fault);

    assertThat(heldBy(b, OBJECT).node()).isEqualTo("a");

    await().until(sessions::faultHappened);
    await().untilAsserted(() -> assertThat(children(OBJECT)).singleElement().asString().startsWith(a.id()));
    await().untilAsserted(() -> assertThat(b.standing().table().bytes()).isEqualTo(b.standing().own().path().length() + 4));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aCleanReleaseWhoseReplyWasLostIsSentAgain(Fault fault) {
    var sessions = sessions();
    ZooKeeperIncarnation a = join("a", sessions);
    ZooKeeperIncarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    sessions.next("multi[Check, Delete, Delete]", fault);

    get(a.release(claim, true));

    assertThat(sessions.faultHappened()).isTrue();
    assertThat(granted(b, OBJECT).entry()).isInstanceOf(AtOnce.class);
    assertThat(a.standing().table().bytes()).isEqualTo(a.standing().own().path().length() + 4);
  }

  @Test
  void aReleaseThatIsSentAgainDoesNotTouchTheNextOwner() {
    var sessions = sessions();
    ZooKeeperIncarnation a = join("a", sessions);
    ZooKeeperIncarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    sessions.next("multi[Check, Delete, Delete]", Fault.REPLY_LOST);

    CompletableFuture<Void> released = a.release(claim, true);
    await().until(() -> get(b.claim(OBJECT)) instanceof Granted);
    get(released);

    assertThat(heldBy(join("c"), OBJECT).incarnation()).isEqualTo(b.id());
  }

  @Test
  void aCleanReleaseMarksTheQueuedHeirAndNobodyElseSkipsTheWait() throws Exception {
    ZooKeeperIncarnation a = join("a");
    ZooKeeperIncarnation b = join("b");
    Claim claim = granted(a, OBJECT).claim();
    entry(FOREIGN);
    String heir = queue(FOREIGN);

    get(a.release(claim, true));

    assertThat(new String(third.zk().getData(parent(a, OBJECT), false, null), UTF_8)).isEqualTo("to=" + heir);
    assertThat(children(OBJECT)).containsExactly(heir);
    assertThat(heldBy(b, OBJECT).incarnation()).isEqualTo(FOREIGN);
    third.zk().delete(parent(a, OBJECT) + "/" + heir, -1);
    assertThat(granted(b, OBJECT).entry()).isInstanceOf(AfterTakeoverWait.class);
  }

  @Test
  void anUncleanReleaseMarksNobody() throws Exception {
    ZooKeeperIncarnation a = join("a");
    Claim claim = granted(a, OBJECT).claim();
    entry(FOREIGN);
    String heir = queue(FOREIGN);

    get(a.release(claim, false));

    assertThat(third.zk().getData(parent(a, OBJECT), false, null)).isEmpty();
    assertThat(children(OBJECT)).containsExactly(heir);
  }

  @Test
  void aQueuedClaimWithoutANodeEntryIsNoHeir() throws Exception {
    ZooKeeperIncarnation a = join("a");
    Claim claim = granted(a, OBJECT).claim();
    queue(FOREIGN);

    get(a.release(claim, true));

    assertThat(third.zk().exists(parent(a, OBJECT), false)).isNull();
  }

  @Test
  void hundredsOfVoidClaimsGoWithACleanRelease() throws Exception {
    ZooKeeperIncarnation a = join("a");
    Claim claim = granted(a, OBJECT).claim();
    for (int i = 0; i < 450; i++) {
      queue("%022d".formatted(i));
    }

    get(a.release(claim, true));

    assertThat(third.zk().exists(parent(a, OBJECT), false)).isNull();
  }

  @Test
  void neverSeenIsNotGone() throws Exception {
    var sessions = sessions();
    ZooKeeperIncarnation a = join("a", sessions);
    granted(a, new ObjectId("todo", "other"));
    sessions.deafen();
    entry(FOREIGN);
    third.zk().create(parent(a, OBJECT), new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    queue(FOREIGN);
    assertThat(a.members().find(FOREIGN)).isEmpty();

    var holder = heldBy(a, OBJECT);

    assertThat(holder.incarnation()).isEqualTo(FOREIGN);
    assertThat(holder.node()).isEqualTo("third");
    assertThat(holder.address()).isEqualTo("host:1");
    assertThat(get(a.lookup(OBJECT))).isEqualTo(new LookupResult.HeldBy(holder));
  }

  @Test
  void theBudgetIsKeptAtTheLimitAndOnePast() {
    String root = world.root();
    int entry = (root + "/nodes/").length() + 22 + 4;
    int claim = (root + "/objects/todo/1/").length() + 22 + "-0-".length() + 11 + 4;
    var sessions = sessions();
    var budgeted = world.settings().withByteBudget(entry + 5 * claim + 1);
    ZooKeeperIncarnation a = join("a", new ZooKeeperRegistry(budgeted, TestPlatform.real(), sessions));
    List<Claim> claims = IntStream.range(0, 5).mapToObj(i -> granted(a, new ObjectId("todo", "" + i)).claim()).toList();

    List<String> requests =
        sessions.requestsDuring(
            () ->
                assertThat(get(a.claim(new ObjectId("todo", "5"))))
                    .isInstanceOfSatisfying(Full.class, no -> assertThat(no.reason()).contains("" + budgeted.byteBudget())));
    assertThat(requests).isEmpty();

    get(a.release(claims.getFirst(), true));
    granted(a, new ObjectId("todo", "5"));
    assertThat(get(a.claim(new ObjectId("todo", "6")))).isInstanceOf(Full.class);

    var oneLess = world.settings().withByteBudget(entry + 5 * claim);
    ZooKeeperIncarnation b = join("b", new ZooKeeperRegistry(oneLess, TestPlatform.real()));
    IntStream.range(0, 4).forEach(i -> granted(b, new ObjectId("list", "" + i)));
    assertThat(get(b.claim(new ObjectId("list", "4")))).isInstanceOf(Full.class);
  }

  @Test
  void theSweepDeletesGhostsAndNothingElse() throws Exception {
    ZooKeeperIncarnation a = join("a");
    Claim held = granted(a, OBJECT).claim();
    ZkSession session = a.standing().session();
    String ghost = parent(a, OBJECT) + "/" + ClaimName.prefix(a.id(), 999) + "0000000777";
    var created = new CompletableFuture<ZkReply<String>>();
    session.create(new ZkOp.Create(ghost, new byte[0], ZkOp.Mode.EPHEMERAL), created::complete);
    assertThat(get(created)).isInstanceOf(ZkReply.Done.class);

    assertThat(get(a.sweepGhosts())).isEqualTo(1);

    await().untilAsserted(() -> assertThat(third.zk().exists(ghost, false)).isNull());
    assertThat(children(OBJECT)).hasSize(1);
    assertThat(get(a.sweepGhosts())).isZero();
    get(a.release(held, true));
  }

  @Test
  void anOwnGhostDoesNotStandInTheWayOfTheOwnClaim() throws Exception {
    ZooKeeperIncarnation a = join("a");
    get(a.release(granted(a, OBJECT).claim(), false));
    var created = new CompletableFuture<ZkReply<String>>();
    String prefix = parent(a, OBJECT) + "/" + ClaimName.prefix(a.id(), 999);
    a.standing().session().create(new ZkOp.Create(prefix, new byte[0], ZkOp.Mode.EPHEMERAL_SEQUENTIAL), created::complete);
    assertThat(get(created)).isInstanceOf(ZkReply.Done.class);

    assertThat(get(a.lookup(OBJECT))).isInstanceOf(LookupResult.Free.class);
    assertThat(granted(a, OBJECT).entry()).isInstanceOf(AfterTakeoverWait.class);
    await().untilAsserted(() -> assertThat(children(OBJECT)).hasSize(1));
  }

  @Test
  void claimsAndReleasesOverABreakingConnectionLeaveWhatTheTableSays() throws Exception {
    try (var proxy = TcpProxy.to(server.connectString())) {
      var settings = ZooKeeperSettings.of(proxy.address()).withRoot(world.root().substring(1));
      ZooKeeperIncarnation a = join("a", new ZooKeeperRegistry(settings, TestPlatform.real()));
      List<CompletableFuture<ClaimResult>> claims = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 100; i++) {
          claims.add(a.claim(new ObjectId("todo", round + "-" + i)));
          if (claims.size() % 3 == 0) {
            claims.get(claims.size() - 2).thenAccept(result -> releaseIfGranted(a, result));
          }
        }
        proxy.reset();
        await().until(() -> a.standing().link().up());
      }
      claims.forEach(ZooKeeperRegistryIT::get);
      await().until(() -> a.standing().link().up());
      assertThat(get(a.sweepGhosts())).isNotNegative();

      await()
          .atMost(30, TimeUnit.SECONDS)
          .untilAsserted(
              () -> {
                List<String> held =
                    a.held().stream()
                        .map(c -> a.standing().paths().claim(c.object(), new ClaimName(a.id(), c.counter(), c.sequence())))
                        .toList();
                var listed = new CompletableFuture<ZkReply<List<String>>>();
                a.standing().session().ephemerals(a.standing().paths().objects(), listed::complete);
                assertThat(((ZkReply.Done<List<String>>) get(listed)).value()).containsExactlyInAnyOrderElementsOf(held);
              });
      assertThat(a.held()).isNotEmpty();
    }
  }

  @Test
  void aDifferentRootRefusesToStart() throws Exception {
    get(world.process().open());
    String root = world.root();
    third.zk().setData(root + "/config", "{\"format\":\"1\",\"registry\":\"slots\",\"ids\":\"equals-hex\"}".getBytes(UTF_8), -1);

    assertThatThrownBy(() -> get(world.process().open()))
        .cause()
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("registry is slots there and per-object here");

    third.zk().setData(root + "/config", "no json".getBytes(UTF_8), -1);
    assertThatThrownBy(() -> get(world.process().open())).cause().isInstanceOf(BadRequest.class);

    third.zk().delete(root + "/config", -1);
    assertThatThrownBy(() -> get(world.process().open())).cause().isInstanceOf(BadRequest.class).hasMessageContaining("no config");
  }

  @Test
  void manyProcessesMakeOneRoot() {
    List<CompletableFuture<String>> opened = IntStream.range(0, 8).mapToObj(i -> world.process().open()).toList();

    assertThat(opened.stream().map(ZooKeeperRegistryIT::get).distinct()).hasSize(1);
  }

  @Test
  void aRootThatWasMadeAnewIsNotJoinedBeforeItIsOpenedAgain() throws Exception {
    Registry process = world.process();
    String before = get(process.open());
    for (String child : List.of("/nodes", "/objects", "/config", "")) {
      third.zk().delete(world.root() + child, -1);
    }
    String after = get(world.process().open());
    assertThat(after).isNotEqualTo(before);

    assertThatThrownBy(() -> get(process.join(profile("a"), new RecordingListener()))).cause().isInstanceOf(Unavailable.class);

    assertThat(get(process.open())).isEqualTo(after);
    get(process.join(profile("a"), new RecordingListener()));
  }

  @Test
  void withoutAServerOpeningFailsInTime() throws Exception {
    try (var proxy = TcpProxy.to(server.connectString())) {
      proxy.cut();
      var settings = ZooKeeperSettings.of(proxy.address()).withConnectionTimeout(Duration.ofSeconds(1));

      assertThatThrownBy(() -> get(new ZooKeeperRegistry(settings, TestPlatform.real()).open())).cause().isInstanceOf(Unavailable.class);
    }
  }

  @Test
  void anUnreadableNodeEntryIsLeftOutOfTheView() throws Exception {
    ZooKeeperIncarnation a = join("a");
    third.zk().create(world.root() + "/nodes/" + FOREIGN, "no json".getBytes(UTF_8), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

    assertThat(get(a.refreshMembers()).members()).extracting(Member::name).containsExactly("a");

    granted(a, OBJECT);
    assertThat(heldBy(join("b"), OBJECT).node()).isEqualTo("a");
  }

  @Test
  void foreignNodesBesideAClaimAreLeftAlone() throws Exception {
    ZooKeeperIncarnation a = join("a");
    Claim claim = granted(a, OBJECT).claim();
    third.zk().create(parent(a, OBJECT) + "/foreign", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

    get(a.release(claim, true));

    assertThat(children(OBJECT)).containsExactly("foreign");
    assertThat(granted(a, OBJECT).entry()).isInstanceOf(AfterTakeoverWait.class);
  }

  @Test
  void theSessionsEndEndsTheIncarnationWithoutAServerToSaySo() throws Exception {
    try (var proxy = TcpProxy.to(server.connectString())) {
      var settings = ZooKeeperSettings.of(proxy.address()).withRoot(world.root().substring(1)).withSessionTimeout(Duration.ofSeconds(2));
      var registry = new ZooKeeperRegistry(settings, TestPlatform.real());
      registries.add(registry);
      get(registry.open());
      var listener = new RecordingListener();
      var a = (ZooKeeperIncarnation) get(registry.join(profile("a"), listener));
      long session = a.standing().session().id();

      proxy.cut();

      await().atMost(20, TimeUnit.SECONDS).until(listener::ended);
      assertThat(listener.events()).containsExactly("suspended", "ended");
      proxy.heal();
      assertThat(get(a.claim(OBJECT))).isInstanceOf(Declined.class);
      get(registry.open());
      var next = (ZooKeeperIncarnation) get(registry.join(profile("a"), new RecordingListener()));
      assertThat(next.standing().session().id()).isNotEqualTo(session);
      assertThat(granted(next, OBJECT).entry()).isInstanceOf(AtOnce.class);
    }
  }

  @Test
  void theJanitorRemovesOldMarksAndNothingElse() {
    ZooKeeperRegistry registry = new ZooKeeperRegistry(world.settings(), TestPlatform.real());
    ZooKeeperIncarnation a = join("a", registry);
    ZooKeeperIncarnation b = join("b");
    ObjectId marked = new ObjectId("todo", "marked");
    get(b.release(granted(b, marked).claim(), false));
    granted(b, OBJECT);
    var wait = Duration.ofSeconds(2);
    var janitor =
        new ZooKeeperJanitor(
            registry,
            TestPlatform.real(),
            new ZooKeeperJanitor.Settings(Duration.ofHours(1), Duration.ofMillis(200), wait, Duration.ofMillis(1), 100));

    assertThat(get(janitor.pass())).as("what was empty for an unknown time is left").isZero();
    await().until(() -> get(janitor.pass()) == 1);

    assertThat(heldBy(b, marked).incarnation()).as("it waits as every claimant").isEqualTo(a.id());
    await().untilAsserted(() -> assertThat(third.zk().exists(parent(a, marked), false)).isNull());
    assertThat(heldBy(a, OBJECT).incarnation()).isEqualTo(b.id());
    assertThat(get(janitor.pass())).isZero();
  }

  @Test
  void theJanitorRunsByItselfUntilItIsStopped() {
    ZooKeeperRegistry registry = new ZooKeeperRegistry(world.settings(), TestPlatform.real());
    ZooKeeperIncarnation a = join("a", registry);
    get(a.release(granted(a, OBJECT).claim(), false));
    var settings =
        new ZooKeeperJanitor.Settings(Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(1), 100);
    var janitor = new ZooKeeperJanitor(registry, TestPlatform.real(), settings);

    janitor.start();

    await().untilAsserted(() -> assertThat(third.zk().exists(parent(a, OBJECT), false)).isNull());
    janitor.stop();
  }

  private FaultySessions sessions() {
    return new FaultySessions(new CuratorSessions(world.settings(), TestPlatform.real()));
  }

  private ZooKeeperIncarnation join(String name) {
    return join(name, new ZooKeeperRegistry(world.settings(), TestPlatform.real()));
  }

  private ZooKeeperIncarnation join(String name, FaultySessions sessions) {
    return join(name, new ZooKeeperRegistry(world.settings(), TestPlatform.real(), sessions));
  }

  private ZooKeeperIncarnation join(String name, ZooKeeperRegistry registry) {
    registries.add(registry);
    get(registry.open());
    return (ZooKeeperIncarnation) get(registry.join(profile(name), new RecordingListener()));
  }

  private static Registry.Profile profile(String name) {
    return new Registry.Profile(name, "127.0.0.1:1", "test", Member.Role.NODE, Map.of());
  }

  private void entry(String incarnation) throws Exception {
    third
        .zk()
        .create(
            world.root() + "/nodes/" + incarnation,
            "{\"name\":\"third\",\"address\":\"host:1\"}".getBytes(UTF_8),
            ZooDefs.Ids.OPEN_ACL_UNSAFE,
            CreateMode.EPHEMERAL);
  }

  private String queue(String incarnation) throws Exception {
    String parent = Paths.of(world.settings()).object(OBJECT);
    String path =
        third
            .zk()
            .create(
                parent + "/" + ClaimName.prefix(incarnation, 0),
                "third\nhost:1".getBytes(UTF_8),
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                CreateMode.EPHEMERAL_SEQUENTIAL);
    return path.substring(parent.length() + 1);
  }

  private static String parent(ZooKeeperIncarnation incarnation, ObjectId object) {
    return incarnation.standing().paths().object(object);
  }

  private List<String> children(ObjectId object) throws Exception {
    return third.zk().getChildren(Paths.of(world.settings()).object(object), false);
  }

  private Stat onlyChild(ZooKeeperIncarnation incarnation, ObjectId object) throws Exception {
    List<String> children = children(object);
    assertThat(children).hasSize(1);
    return third.zk().exists(parent(incarnation, object) + "/" + children.getFirst(), false);
  }

  private static void releaseIfGranted(ZooKeeperIncarnation incarnation, ClaimResult result) {
    if (result instanceof Granted granted) {
      var released = incarnation.release(granted.claim(), true);
      assertThat(released).isNotNull();
    }
  }

  private static Granted granted(ZooKeeperIncarnation member, ObjectId object) {
    ClaimResult result = get(member.claim(object));
    assertThat(result).isInstanceOf(Granted.class);
    return (Granted) result;
  }

  private static Holder heldBy(ZooKeeperIncarnation member, ObjectId object) {
    ClaimResult result = get(member.claim(object));
    assertThat(result).isInstanceOf(HeldBy.class);
    return ((HeldBy) result).holder();
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.copy().orTimeout(30, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
