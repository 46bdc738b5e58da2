package dev.highlander.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.highlander.BadRequest;
import dev.highlander.HighlanderNode;
import dev.highlander.NodeSettings;
import dev.highlander.Unavailable;
import dev.highlander.testkit.RealPlatform;
import dev.highlander.zookeeper.ZooKeeperRegistry;
import dev.highlander.zookeeper.ZooKeeperSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of the public API on running nodes, at the limit and past it, through ZooKeeper, S3 and the wire. */
class LimitsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int STATE_LIMIT = 4_096;
  private static final int FRAME_LIMIT = 72 * 1_024;

  private static LocalNodes nodes;
  private static HighlanderNode a;
  private static HighlanderNode b;

  @BeforeAll
  static void start(@TempDir Path folder) {
    nodes = new LocalNodes(folder);
    a = nodes.start("a", settings(), more -> more);
    b = nodes.start("b", settings(), more -> more);
  }

  private static NodeSettings.Builder settings() {
    return NodeSettings.defaults().toBuilder().stateLimitBytes(STATE_LIMIT).frameLimitBytes(FRAME_LIMIT);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @Test
  void everyLegalIdIsAnObjectOfItsOwnAndComesBackFromTheStore() {
    List<String> ids =
        List.of(
            ".", "..", "...", "/", "//", "a/b", "a//b", "/a", "a/", "../a", "./a", "a", "A", "a.b", "a..b", "a.", ".a", " ", " a", "a ", "%2F",
            "=2F", "a=2Fb", "a%2Fb", "a+b", "a~b", "~/", "a?b#c&d=e", "\\", "*", "\"", "<a>", "null", "a.json", "zookeeper", "é", "e\u0301", "É",
            "ß", "ss", "\u00a0", "\u200b", "\u202e", "日本語", "\ud83d\ude00", "\uffff", "x".repeat(256), "x".repeat(255) + "y", "x".repeat(180),
            "x".repeat(181), "/".repeat(256), "é".repeat(128), "e\u0301".repeat(85), "\ud83d\ude00".repeat(64), ".".repeat(256));
    for (String id : ids) {
      a.ref(Note.class, id).put(new Note("I am " + id));
    }

    await("all have left memory").atMost(PATIENCE).until(() -> !a.report().activations().containsKey("note"));

    for (String id : ids) {
      assertThat(b.ref(Note.class, id).get().text()).isEqualTo("I am " + id);
    }
    assertThat(b.ids(Note.class, "", null, 1_000)).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(b.ids(Note.class, "/", null, 1_000)).containsExactlyInAnyOrder("/", "//", "/a", "/".repeat(256));
  }

  static List<String> illegalIds() {
    return List.of(
        "", "\u0000", "a\n", "\ta", "\u007f", "\u0080", "\u0085", "x".repeat(257), "é".repeat(128) + "x", "\ud83d\ude00".repeat(64) + "x",
        "\ud800", "a\udc00", "\udc00\ud800");
  }

  @ParameterizedTest
  @MethodSource("illegalIds")
  void illegalIdsAreRefusedBeforeAnythingIsSent(String id) {
    assertThatThrownBy(() -> a.ref(Note.class, id)).isInstanceOf(BadRequest.class).hasMessageContaining("id");
  }

  @Test
  void aStateMayBeAsLargeAsTheLimitAndNotOneByteLarger() {
    String fits = "x".repeat(STATE_LIMIT - "{'entries':['']}".length());
    for (HighlanderNode node : List.of(a, b)) {
      var ref = node.ref(Ledger.class, "large");

      ref.put(new Ledger(List.of(fits)));

      assertThatThrownBy(() -> ref.put(new Ledger(List.of(fits + "x")))).isInstanceOf(BadRequest.class).hasMessageContaining("4096");
      assertThat(ref.get().entries()).containsExactly(fits);
    }
  }

  @Test
  void aMessageOverTheFrameLimitIsRefusedAndTheConnectionGoesOn() {
    a.ref(Ledger.class, "frames").update(Ledger::add, "here");
    var fromB = b.ref(Ledger.class, "frames");
    List<Integer> sizes = List.of(FRAME_LIMIT - 4_096, FRAME_LIMIT, 4 * FRAME_LIMIT);

    for (int size : sizes) {
      assertThatThrownBy(() -> fromB.update(Ledger::add, "x".repeat(size))).isInstanceOf(BadRequest.class);
    }

    assertThat(fromB.update(Ledger::add, "there")).isEqualTo(2);
    assertThat(a.ref(Ledger.class, "frames").get().entries()).containsExactly("here", "there");
  }

  @Test
  void jsonMayBe100DeepAndNotDeeper() {
    for (HighlanderNode node : List.of(a, b)) {
      var ref = node.ref(Nest.class, "deep");

      ref.put(Nest.ofDepth(100));

      assertThat(ref.get().depth()).isEqualTo(100);
      assertThatThrownBy(() -> ref.put(Nest.ofDepth(101))).isInstanceOf(BadRequest.class).hasMessageContaining("nesting depth");
    }
    a.ref(Nest.class, "cold").put(Nest.ofDepth(100));
    assertThat(b.ref(Nest.class, "cold").get().depth()).isEqualTo(100);
  }

  @Test
  void aNodeWhoseSessionsByteBudgetIsSpentRefusesNewObjectsAndServesTheOldOnes() {
    int budget = 1_500;
    try (var platform = new RealPlatform()) {
      var settings = ZooKeeperSettings.of(nodes.services().zooKeeper().connectString()).withRoot("budget").withByteBudget(budget);
      HighlanderNode small =
          nodes.start(
              "small",
              settings(),
              more -> more.registry(new ZooKeeperRegistry(settings, platform.platform())).cluster("budget").platform(platform.platform()));
      List<String> active = new ArrayList<>();
      Unavailable refused = null;
      for (int i = 0; refused == null && i < 100; i++) {
        try {
          small.ref(Ledger.class, "budget-" + i).update(Ledger::add, "x");
          active.add("budget-" + i);
        } catch (Unavailable e) {
          refused = e;
        }
      }

      assertThat(refused).hasMessageContaining(Integer.toString(budget));
      assertThat(active).hasSizeBetween(3, 30);
      for (String id : active) {
        assertThat(small.ref(Ledger.class, id).update(Ledger::add, "y")).isEqualTo(2);
      }
      small.close();
    }
  }
}
