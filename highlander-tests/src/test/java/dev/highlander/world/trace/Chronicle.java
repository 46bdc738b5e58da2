package dev.highlander.world.trace;

import dev.highlander.ObjectId;
import dev.highlander.OutcomeUnknown;
import dev.highlander.Ref;
import dev.highlander.testkit.world.WorldNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** Who owns the scroll of a script, and what those who wrote on it were told; at the end the two are compared. */
final class Chronicle {

  private static final ObjectId SCROLL = new ObjectId("scroll", "x");

  private enum Told {
    NOTHING,
    DONE,
    REFUSED,
    UNKNOWN
  }

  private final Script script;
  private final Map<String, Told> told = new LinkedHashMap<>();

  private Chronicle(Script script) {
    this.script = script;
  }

  /** Runs a script, as {@link Script#play} does, and compares what is written at the end with what was told. */
  static String play(Consumer<Chronicle> steps) {
    return Script.play(
        3,
        script -> {
          Chronicle chronicle = new Chronicle(script);
          steps.accept(chronicle);
          script.heal();
          chronicle.compare();
        });
  }

  Script script() {
    return script;
  }

  WorldNode node(int number) {
    return script.node(number);
  }

  // ---- who owns it ----

  boolean serves(WorldNode node) {
    return node.serves(SCROLL);
  }

  /** A node claims the scroll, if nobody it can ask owns it. */
  void claims(WorldNode node) {
    script.chooses(node);
    reads(node);
  }

  /** As {@link #claims}, and lets time pass until it serves. */
  void owns(WorldNode node) {
    claims(node);
    script.until(node + " serves", () -> serves(node));
  }

  /** The owner gives it up, to a node. */
  void gives(WorldNode owner, WorldNode heir) {
    script.chooses(heir);
    if (!owner.rest(SCROLL)) {
      throw new AssertionError(owner + " does not own the scroll");
    }
  }

  // ---- what is said ----

  /** A read that begins now; the world itself judges whether its answer is stale. */
  void reads(WorldNode at) {
    CompletableFuture<?> unused = scroll(at).queryAsync(Scroll::size).handle((size, problem) -> "");
  }

  /** As {@link #reads}, and lets time pass until it is answered. */
  void hasRead(WorldNode at) {
    CompletableFuture<Integer> answer = scroll(at).queryAsync(Scroll::size);
    script.until(at + " has read", answer::isDone);
  }

  void writes(WorldNode at, String line) {
    note(line, scroll(at).updateAsync(Scroll::write, line));
  }

  void writesIfEven(WorldNode at, String line) {
    note(line, scroll(at).updateAsync(Scroll::writeIfEven, line));
  }

  /** As {@link #writes}, and lets time pass until it is done. */
  void hasWritten(WorldNode at, String line) {
    writes(at, line);
    script.until(line + " is written", () -> told.get(line) == Told.DONE);
  }

  /** Whether the writer of a line has its answer. */
  boolean answered(String line) {
    return told.get(line) != Told.NOTHING;
  }

  private static Ref<Scroll> scroll(WorldNode at) {
    return at.ref(Scroll.class, SCROLL.id());
  }

  private void note(String line, CompletableFuture<?> answer) {
    told.put(line, Told.NOTHING);
    CompletableFuture<?> unused =
        answer.handle(
            (done, problem) -> {
              Throwable cause = problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
              told.put(line, cause == null ? Told.DONE : cause instanceof OutcomeUnknown ? Told.UNKNOWN : Told.REFUSED);
              return "";
            });
  }

  // ---- what has to hold ----

  private void compare() {
    List<String> written = scroll(node(1)).strict().query(Scroll::text);
    told.forEach(
        (line, outcome) -> {
          int times = Collections.frequency(written, line);
          if (times > 1) {
            script.broken("twice: " + line + " stands in " + written);
          }
          if (outcome == Told.DONE && times == 0) {
            script.broken("lost: " + line + " was acknowledged and is not in " + written);
          }
          if (outcome == Told.REFUSED && times > 0) {
            script.broken("refused and done: " + line + " was refused and is in " + written);
          }
        });
  }
}
