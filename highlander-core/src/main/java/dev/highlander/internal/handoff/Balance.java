package dev.highlander.internal.handoff;

import dev.highlander.ObjectId;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.util.SerialQueue;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.HandOffCodec;
import dev.highlander.internal.wire.HandOffMessage;
import dev.highlander.spi.Member;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves objects to where they should be: back to a node that their type prefers, and from this node to others that have fewer. Nothing moves
 * until the hosting members have been the same for a while. Then, from time to time, the others are asked for their numbers, what this node has
 * beyond its share is determined once ({@link Shares}), and is handed off at a limited rate; a change of the members, or the end of the list,
 * ends that. What would be out of reach for long, because a handler is running on it, and what has just come back ({@link Comebacks}) is left for
 * a later time. The steps run one after the other, on whatever thread brings them.
 */
final class Balance {

  private static final Logger LOG = LoggerFactory.getLogger(Balance.class);

  private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LONGEST_TICK = Duration.ofSeconds(2);
  private static final Duration SHORTEST_PACE = Duration.ofMillis(20);

  private final HandOffContext context;
  private final HandOffs handOffs;
  private final Duration tick;
  private final SerialQueue steps = new SerialQueue();
  private final Comebacks comebacks = new Comebacks();
  private final Deque<Move> moves = new ArrayDeque<>();
  private Set<String> hosting = Set.of();
  private long sameSinceNanos;
  private Ramp ramp;
  private boolean counting;
  private boolean moving;
  private int underWay;
  private int moved;

  /** Whether the last list came to nothing: then the next one is not worth a line. */
  private boolean inVain;

  private boolean stopped;

  private record Move(ObjectId object, Member heir) {}

  Balance(HandOffContext context, HandOffs handOffs) {
    this.context = context;
    this.handOffs = handOffs;
    this.ramp = new Ramp(context.settings().atOnce(), context.nanos());
    Duration half = context.settings().settle().dividedBy(2);
    this.tick = half.compareTo(LONGEST_TICK) < 0 ? half : LONGEST_TICK;
  }

  void start() {
    sameSinceNanos = context.nanos();
    context.platform().scheduling().after(tick, () -> steps.execute(this::tick));
  }

  /** Moves nothing more. */
  void stop() {
    steps.execute(() -> {
      stopped = true;
      moves.clear();
    });
  }

  private void tick() {
    if (stopped) {
      return;
    }
    context.platform().scheduling().after(tick, () -> steps.execute(this::tick));
    Tenure now = context.tenure().get();
    if (now != null && settled(now) && !counting && !moving) {
      List<Move> home = home(now);
      if (home.isEmpty()) {
        count(now);
      } else {
        begin(home, "nodes that their types prefer");
      }
    }
  }

  private boolean settled(Tenure now) {
    Set<String> present = now.incarnation().members().hosts().stream().map(Member::incarnation).collect(Collectors.toSet());
    if (!present.equals(hosting)) {
      hosting = present;
      sameSinceNanos = context.nanos();
      moves.clear();
    }
    return context.nanos() - sameSinceNanos >= context.settings().settle().toNanos();
  }

  private List<Move> home(Tenure now) {
    Map<String, Optional<Member>> preferred = new HashMap<>();
    List<Move> found = new ArrayList<>();
    for (ObjectId object : movable()) {
      preferred.computeIfAbsent(object.type(), type -> context.placement().preferredTo(now.incarnation(), type))
          .ifPresent(member -> found.add(new Move(object, member)));
    }
    return found;
  }

  private List<ObjectId> movable() {
    long now = context.nanos();
    return context.host().objects().stream().filter(object -> !comebacks.stays(object, now) && context.host().endsSoon(object)).toList();
  }

  // ---- numbers ----

  private void count(Tenure now) {
    String self = now.incarnation().id();
    List<Member> others = now.incarnation().members().hosts().stream().filter(member -> !member.incarnation().equals(self)).toList();
    if (others.isEmpty() || context.host().size() == 0) {
      return;
    }
    counting = true;
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    Set<String> asked = new HashSet<>();
    others.forEach(member -> asked.add(member.incarnation()));
    for (Member member : others) {
      ask(member, counted -> {
        if (counted != null) {
          counts.put(member.incarnation(), counted);
        }
        asked.remove(member.incarnation());
        if (asked.isEmpty()) {
          counting = false;
          // Who does not answer may be about to go: then everything changes anyway.
          if (counts.size() == others.size() && settled(now)) {
            begin(surplus(others, counts), "nodes that have fewer");
          }
        }
      });
    }
  }

  private interface Counted {
    void are(@Nullable Map<String, Integer> byType);
  }

  private void ask(Member member, Counted then) {
    byte[] body = HandOffCodec.encode(new HandOffMessage.Count(member.incarnation()));
    Requests.send(context.transport(), member, body, COUNT_TIMEOUT, new Transport.ReplyHandler() {
      @Override
      public void onReply(byte[] reply) {
        Map<String, Integer> numbers =
            HandOffCodec.decodeReply(reply) instanceof Decoded.Message<HandOffMessage.Reply>(HandOffMessage.Reply.Counted counted)
                ? counted.byType()
                : null;
        steps.execute(() -> then.are(numbers));
      }

      @Override
      public void onFailure(Transport.Failure failure) {
        steps.execute(() -> then.are(null));
      }
    });
  }

  private List<Move> surplus(List<Member> others, Map<String, Map<String, Integer>> counts) {
    Map<String, List<ObjectId>> mine = context.host().objects().stream().collect(Collectors.groupingBy(ObjectId::type));
    List<Move> found = new ArrayList<>();
    Set<ObjectId> movable = Set.copyOf(movable());
    mine.forEach((type, objects) -> {
      if (context.placement().balances(type)) {
        List<Member> eligible = others.stream().filter(member -> member.hosts(type)).toList();
        Map<String, Integer> theirs = new HashMap<>();
        eligible.forEach(member -> theirs.put(member.incarnation(), counts.getOrDefault(member.incarnation(), Map.of()).getOrDefault(type, 0)));
        Map<String, Integer> gifts = new HashMap<>(Shares.toGive(objects.size(), theirs));
        for (ObjectId object : objects) {
          if (!movable.contains(object)) {
            continue;
          }
          eligible.stream().filter(member -> gifts.getOrDefault(member.incarnation(), 0) > 0).findFirst().ifPresent(member -> {
            gifts.merge(member.incarnation(), -1, Integer::sum);
            found.add(new Move(object, member));
          });
        }
      }
    });
    return found;
  }

  // ---- moving ----

  private void begin(List<Move> all, String where) {
    if (all.isEmpty() || stopped || moving) {
      return;
    }
    if (!inVain) {
      LOG.info("{} hands {} objects off to {}", context.node(), all.size(), where);
    }
    moving = true;
    moved = 0;
    ramp = new Ramp(context.settings().atOnce(), context.nanos());
    moves.addAll(all);
    pace();
  }

  private void pace() {
    int perSecond = context.settings().perSecond();
    Duration second = Duration.ofSeconds(1).dividedBy(perSecond);
    Duration pause = second.compareTo(SHORTEST_PACE) < 0 ? SHORTEST_PACE : second;
    long batch = Math.max(1, perSecond * pause.toNanos() / 1_000_000_000);
    for (long i = 0; i < batch && !moves.isEmpty() && underWay < ramp.width(context.nanos()); i++) {
      Move move = moves.remove();
      if (context.host().endsSoon(move.object())) {
        underWay++;
        handOffs.move(move.object(), move.heir()).thenAccept(outcome -> steps.execute(() -> ended(move, outcome)));
      }
    }
    if (!moves.isEmpty()) {
      context.platform().scheduling().after(pause, () -> steps.execute(this::pace));
    } else if (underWay == 0 && moving) {
      over();
    }
  }

  private void ended(Move move, Outcome outcome) {
    underWay--;
    ramp.take(outcome);
    switch (outcome) {
      case Outcome.Moved done -> {
        moved++;
        comebacks.gave(move.object(), context.nanos());
      }
      case Outcome.Kept kept -> LOG.debug("{} is not handed off: {}", move.object(), kept.reason());
    }
    if (moves.isEmpty() && underWay == 0 && moving) {
      over();
    }
  }

  private void over() {
    moving = false;
    inVain = moved == 0;
    if (!inVain) {
      LOG.info("{} has handed {} objects off", context.node(), moved);
    }
  }
}
