package dev.highlander.testkit.world;

import dev.highlander.Change;
import dev.highlander.ErrorKind;
import dev.highlander.ObjectId;
import dev.highlander.Rejected;
import dev.highlander.RequestId;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.Arguments;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.util.StoreKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The world that every seed of the build runs: 3 to 7 nodes and a client, callers that append to ledgers, read them, write and delete cells, and
 * repeat what they got no answer to, under at least fifty faults. Every entry is unique, so a ledger shows by itself what was lost, done twice or
 * done although it was refused.
 */
public final class LedgerScenario {

  /** Entries in the order in which they were applied. */
  @Persistent("ledger")
  public record Ledger(List<String> entries) {
    @Update
    Change<Ledger, Integer> add(String entry) {
      List<String> longer = new ArrayList<>(entries);
      longer.add(entry);
      return Change.to(new Ledger(longer)).reply(longer.size());
    }

    /** Appends unless it is there already. */
    @Update
    Change<Ledger, Integer> addOnce(String entry) {
      if (entries.contains(entry)) {
        throw new Rejected(String.valueOf(entries.size()), "it is there");
      }
      return add(entry);
    }

    /** Appends to a ledger of even length only. */
    @Update
    Change<Ledger, Integer> addIfEven(String entry) {
      if (entries.size() % 2 != 0) {
        throw new Rejected(String.valueOf(entries.size()), "it is odd");
      }
      return add(entry);
    }

    @Query
    int size() {
      return entries.size();
    }
  }

  /** One value. */
  @Persistent("cell")
  public record Cell(String value) {}

  /**
   * How a seed ended.
   *
   * @param seed the seed
   * @param hash of everything that happened
   * @param violation what went wrong, without the trace; empty if nothing did
   * @param faults that were put in
   * @param calls that were begun
   * @param events that happened
   * @param trace the last lines of what happened, if they were kept
   */
  public record Result(long seed, long hash, String violation, int faults, long calls, long events, List<String> trace) {}

  private static final int LEDGERS = 2;
  private static final int CELLS = 2;
  private static final int FAULTS = 55;
  private static final Duration WORK = Duration.ofSeconds(25);
  private static final Duration PAUSE = Duration.ofMillis(70);

  private enum Outcome {
    DONE,
    REFUSED,
    /** Refused for good, whatever is still on its way: settled as not applied. */
    NEVER,
    UNKNOWN
  }

  private final World world;
  private final SplittableRandom random;
  private final Map<ObjectId, Integer> seen = new HashMap<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, Map<String, Outcome>> perLedger = new LinkedHashMap<>();
  private int entries;

  private LedgerScenario(long seed, int traceLines) {
    random = new SplittableRandom(seed * 31 + 7);
    WorldBuilder builder = World.seed(seed);
    boolean probes = random.nextInt(3) == 0;
    world =
        builder
            .settings(builder.settings.toBuilder().probes(builder.settings.probes().withExpel(probes)).build())
            .nodes(3 + random.nextInt(random.nextInt(5) + 1))
            .clients(1)
            .types(Ledger.class, Cell.class)
            .trace(traceLines)
            .start();
  }

  /**
   * Runs a seed.
   *
   * @param traceLines how many lines of what happened are kept for the result; 0 for none
   */
  public static Result run(long seed, int traceLines) {
    LedgerScenario scenario = new LedgerScenario(seed, traceLines);
    String violation = "";
    try {
      scenario.run();
    } catch (WorldViolation e) {
      violation = e.violation();
    }
    World world = scenario.world;
    return new Result(seed, world.traceHash(), violation, world.faultsSoFar(), world.calls(), world.events(), world.trace());
  }

  private void run() {
    world.faults(FAULTS, WORK);
    world.every(PAUSE, this::act);
    world.run(WORK);
    world.verify();
    for (int i = 0; i < LEDGERS; i++) {
      check(ledger(i));
    }
    world.run(Duration.ofMillis(1));
  }

  private static ObjectId ledger(int number) {
    return new ObjectId("ledger", "l" + number);
  }

  // ---- the work ----

  private void act(WorldNode at) {
    switch (random.nextInt(20)) {
      case 0 -> cell(at, new Operation.Delete(null), Arguments.NONE);
      case 1, 2 -> cell(at, new Operation.Write(null), json("[{\"value\":\"" + ++entries + "\"}]"));
      case 3, 4 -> cell(at, new Operation.Read(), Arguments.NONE);
      case 5, 6, 7, 8, 9, 10 -> size(at, ledger(random.nextInt(LEDGERS)));
      case 11, 12 -> add(at, "addIfEven");
      case 13, 14, 15 -> add(at, "addOnce");
      default -> add(at, "add");
    }
    if (random.nextInt(8) == 0) {
      // Company for group commit.
      act(at);
    }
  }

  private void cell(WorldNode at, Operation operation, Arguments arguments) {
    CompletableFuture<Answer> unused = call(at, new ObjectId("cell", "c" + random.nextInt(CELLS)), operation, arguments, null);
  }

  private CompletableFuture<Answer> call(
      WorldNode at, ObjectId object, Operation operation, Arguments arguments, @Nullable RequestId request) {
    Duration deadline = Duration.ofMillis(1_000 + random.nextInt(12_000));
    return new Probe(at.process(), object).call(operation, arguments, request, deadline, false);
  }

  private void size(WorldNode at, ObjectId object) {
    int floor = seen.getOrDefault(object, 0);
    call(at, object, new Operation.Query("size"), Arguments.NONE, null)
        .thenAccept(
            answer -> {
              if (answer instanceof Answer.Done done) {
                saw(object, floor, Integer.parseInt(text(done.value())), "a query");
              }
            });
  }

  /** A call saw so many entries; when it began, so many had been seen. */
  private void saw(ObjectId object, int floor, int now, String who) {
    if (now < floor) {
      world.violated("stale: " + who + " saw " + now + " entries of " + object + " after " + floor + " had been seen");
    }
    seen.merge(object, now, Math::max);
  }

  /** One entry to be appended, over all attempts of its request. */
  private final class Adding {
    final ObjectId object = ledger(random.nextInt(LEDGERS));
    final String entry = "e" + ++entries;
    final String handler;
    @Nullable RequestId request = random.nextInt(3) == 0 ? RequestId.named("r" + entries) : null;
    int attempts;
    int underWay;

    Adding(String handler) {
      this.handler = handler;
      known(object).put(entry, Outcome.UNKNOWN);
    }

    void attempt(WorldNode at) {
      attempts++;
      underWay++;
      int floor = seen.getOrDefault(object, 0);
      Outcome before = known(object).getOrDefault(entry, Outcome.UNKNOWN);
      if (before == Outcome.REFUSED) {
        known(object).put(entry, Outcome.UNKNOWN);
      }
      call(at, object, new Operation.Update(handler), json("[\"" + entry + "\"]"), request)
          .thenAccept(answer -> answered(answer, floor, before == Outcome.DONE));
      if (request instanceof RequestId.Named && random.nextInt(4) == 0) {
        // An impatient caller sends it again, from somewhere else, while it is under way.
        again();
      }
    }

    private void again() {
      if (attempts < 4) {
        later(this::attempt);
      }
    }

    private void later(Consumer<WorldNode> step) {
      world.after(
          Duration.ofMillis(1 + random.nextInt(800)),
          () -> {
            List<WorldNode> ready = world.all().stream().filter(WorldNode::ready).toList();
            if (!ready.isEmpty()) {
              step.accept(ready.get(random.nextInt(ready.size())));
            }
          });
    }

    /** As {@code ref.outcome} does: whatever is answered has to be true from then on. */
    private void settle(WorldNode at) {
      call(at, object, new Operation.Settle(), Arguments.NONE, request)
          .thenAccept(
              answer -> {
                Outcome before = known(object).get(entry);
                if (answer instanceof Answer.Done) {
                  if (before == Outcome.NEVER || before == Outcome.REFUSED) {
                    world.violated("refused and done: " + entry + " of " + object + " was refused, then settled as applied");
                  }
                  known(object).put(entry, Outcome.DONE);
                } else if (answer instanceof Answer.Failed failed && failed.problem().code().equals(Problem.SETTLED)) {
                  if (before == Outcome.DONE) {
                    world.violated("refused and done: " + entry + " of " + object + " was acknowledged, then settled as not applied");
                  }
                  known(object).put(entry, Outcome.NEVER);
                }
              });
    }

    private void answered(Answer answer, int floor, boolean done) {
      underWay--;
      switch (answer) {
        case Answer.Done reply -> applied(Integer.parseInt(text(reply.value())));
        case Answer.Failed failed when failed.problem().kind() == ErrorKind.OUTCOME_UNKNOWN -> {
          if (request == null) {
            request = failed.problem().request();
          }
          if (request != null) {
            switch (random.nextInt(4)) {
              case 0 -> { }
              case 1 -> later(this::settle);
              default -> again();
            }
          }
        }
        case Answer.Failed failed -> refused(failed, floor, done);
        case Answer.NotOwner notOwner -> world.violated("a router answered " + notOwner);
        case Answer.Unknown unknown -> world.violated("a router answered " + unknown);
      }
    }

    private void applied(int position) {
      if (known(object).put(entry, Outcome.DONE) == Outcome.NEVER) {
        world.violated("refused and done: " + entry + " of " + object + " was settled as not applied, then acknowledged");
      }
      seen.merge(object, position, Math::max);
      if (request instanceof RequestId.Named && random.nextInt(6) == 0) {
        later(this::settle);
      }
      Integer before = positions.put(entry, position);
      if (before != null && before != position) {
        world.violated("twice: " + entry + " was answered position " + before + ", then " + position);
      }
    }

    private void refused(Answer.Failed failed, int floor, boolean done) {
      boolean decided = failed.problem().kind() == ErrorKind.REJECTED;
      if (decided && attempts == 1 && !failed.problem().code().equals(Problem.SETTLED)) {
        saw(object, floor, Integer.parseInt(failed.problem().code()), "a refused " + handler);
      }
      if (decided && done) {
        world.violated("refused and done: " + entry + " of " + object + " was acknowledged, then refused");
      }
      // A refusal that an owner decided holds for earlier attempts too, if no other one is under way; any other is about its attempt alone.
      if ((decided ? underWay == 0 : attempts == 1) && known(object).get(entry) == Outcome.UNKNOWN) {
        known(object).put(entry, Outcome.REFUSED);
      }
    }
  }

  private void add(WorldNode at, String handler) {
    new Adding(handler).attempt(at);
  }

  private Map<String, Outcome> known(ObjectId object) {
    return perLedger.computeIfAbsent(object.id(), id -> new HashMap<>());
  }

  // ---- what has to hold at the end ----

  private void check(ObjectId object) {
    Map<String, Outcome> known = known(object);
    List<String> stored = stored(object);
    for (String entry : stored) {
      if (!known.containsKey(entry)) {
        world.violated("alien: nobody appended " + entry + " to " + object);
      }
    }
    known.forEach(
        (entry, outcome) -> {
          int times = Collections.frequency(stored, entry);
          if (times > 1) {
            world.violated("twice: " + entry + " stands " + times + " times in " + object);
          }
          if (outcome == Outcome.DONE && times == 0) {
            world.violated("lost: " + entry + " was acknowledged and is not in " + object);
          }
          if ((outcome == Outcome.REFUSED || outcome == Outcome.NEVER) && times > 0) {
            world.violated("refused and done: " + entry + " is in " + object);
          }
          Integer position = positions.get(entry);
          if (times == 1 && position != null && !stored.get(position - 1).equals(entry)) {
            world.violated("order: " + entry + " was answered position " + position + " of " + object);
          }
        });
  }

  private List<String> stored(ObjectId object) {
    byte[] body = world.bucket().body(StoreKeys.of(object));
    List<String> entries = new ArrayList<>();
    if (body != null) {
      world.json().mapper().readTree(body).path("state").path("entries").forEach(entry -> entries.add(entry.asString()));
    }
    return entries;
  }

  private static Arguments json(String text) {
    return new Arguments.Json(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Payload payload) {
    return switch (payload) {
      case Payload.Json json -> new String(json.value(), StandardCharsets.UTF_8);
      case Payload.Live live -> String.valueOf(live.value());
    };
  }
}
