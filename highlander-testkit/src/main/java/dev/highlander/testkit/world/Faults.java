package dev.highlander.testkit.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What goes wrong in a world, chosen by its seed: each fault begins at a moment of the plan, hits somebody, and is mended after a while. Kinds are
 * weighted by what they have found; {@link Kind} says what each one is.
 */
final class Faults {

  /** What may go wrong. */
  enum Kind {
    /** A process is killed and comes back. */
    KILL(5),
    /** A process leaves as asked and comes back. */
    LEAVE(4),
    /** A machine stands still, its clocks go on. */
    PAUSE(9),
    /** A machine stands still, and its monotonic clock with it. */
    SUSPEND(5),
    /** A wall clock is set. */
    CLOCK(2),
    /** A session expires although its process is well. */
    EXPIRE(9),
    /** A connection to ZooKeeper breaks. */
    BREAK(8),
    /** A process can't reach ZooKeeper. */
    CUT_ZOOKEEPER(7),
    /** A ZooKeeper server is cut off from its leader and goes on answering reads. */
    CUT_FOLLOWER(5),
    /** A ZooKeeper server applies transactions late. */
    LAG(5),
    /** ZooKeeper has no leader. */
    NO_LEADER(3),
    /** ZooKeeper comes up with empty disks. */
    WIPE(1),
    /** A node's entry is deleted by a third party. */
    EXPEL(7),
    /** A process loses its place while its writes take long: they arrive about when an heir begins. */
    SLOW_TAKEOVER(9),
    /** A write is on its way when its sender loses its place, and arrives when an heir waits or serves. */
    ORPHAN(9),
    /** A session ends whose process can't be told: its ZooKeeper server is cut off from the leader, and goes on answering reads. */
    BLIND(5),
    /** What ZooKeeper says to a process takes long, and its place may be gone by then. */
    DEAF(5),
    /** A machine is suspended, and given up at once. */
    SUSPEND_LOST(3),
    /** A write's answer is lost, and the next attempt meets another write. */
    ECHO(4),
    /** A process can't reach the store. */
    CUT_STORE(4),
    /** A process's requests to the store take long. */
    SLOW_STORE(5),
    /** A process's next writes have a fate of their own. */
    FATE(12),
    /** Some of all writes have a fate of their own. */
    TROUBLE(5),
    /** Two processes can't reach each other. */
    PARTITION(4),
    /** One process does not reach another, which reaches it. */
    ONE_WAY(4),
    /** The connection of two processes breaks. */
    SEVER(4),
    /** Messages between processes take long. */
    STORM(3);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  private static final int WEIGHTS = List.of(Kind.values()).stream().mapToInt(kind -> kind.weight).sum();

  /** A sender that hears nothing gives an attempt up after this (protocol F8). */
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  private final World world;
  private final SplittableRandom random;
  private final List<Runnable> pending = new ArrayList<>();
  private boolean stopped;
  private int count;

  Faults(World world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  int count() {
    return count;
  }

  void plan(int faults, long overNanos) {
    stopped = false;
    for (int i = 0; i < faults; i++) {
      after(random.nextLong(overNanos), this::strike);
    }
  }

  /** Nothing goes wrong any more, and nothing is mended later: everything is healed now. */
  void stop() {
    stopped = true;
    List<Runnable> held = List.copyOf(pending);
    pending.clear();
    held.forEach(Runnable::run);
  }

  /** Happens after a time; at the end of the faults if that is earlier. */
  private void atTheLatest(long nanos, Runnable task) {
    pending.add(task);
    after(
        nanos,
        () -> {
          pending.remove(task);
          task.run();
        });
  }

  private void after(long nanos, Runnable task) {
    world
        .timeline()
        .after(
            nanos,
            () -> {
              if (!stopped) {
                task.run();
              }
            });
  }

  /** Most faults are short, some outlast a lease, some a session. */
  private long duration() {
    long longest =
        switch (random.nextInt(4)) {
          case 0 -> Duration.ofMillis(300).toNanos();
          case 1 -> Duration.ofSeconds(12).toNanos();
          default -> Duration.ofSeconds(5).toNanos();
        };
    return 10_000_000 + random.nextLong(longest);
  }

  private Kind kind() {
    int ticket = random.nextInt(WEIGHTS);
    for (Kind kind : Kind.values()) {
      ticket -= kind.weight;
      if (ticket < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("weights");
  }

  private WorldNode anybody() {
    List<WorldNode> all = world.all();
    // Nodes more often than clients, and one that owns something more often than one that does not.
    WorldNode chosen = all.get(random.nextInt(all.size()));
    return chosen.isNode() ? chosen : all.get(random.nextInt(all.size()));
  }

  private void strike() {
    count++;
    WorldNode one = anybody();
    WorldNode other = anybody();
    long lasts = duration();
    switch (kind()) {
      case KILL -> {
        one.kill();
        after(lasts, one::restart);
      }
      case LEAVE -> {
        one.leave();
        after(lasts, one::restart);
        // It may still have been leaving.
        after(lasts + Duration.ofSeconds(14).toNanos(), one::restart);
      }
      case PAUSE -> {
        one.pause();
        after(lasts, one::resume);
      }
      case SUSPEND -> {
        // A clock that is set back just before the machine is suspended hides the suspension: out of what the lease promises.
        if (!one.machine().wallClockIsFresh()) {
          one.suspend();
          after(lasts, one::resume);
        }
      }
      case CLOCK -> {
        if (!one.machine().stands()) {
          one.jumpWallClock(Duration.ofMillis(random.nextLong(-5_000, 5_000)));
        }
      }
      case EXPIRE -> one.expireSession();
      case BREAK -> one.breakZooKeeperConnection();
      case CUT_ZOOKEEPER -> {
        one.zooKeeper(false);
        after(lasts, () -> one.zooKeeper(true));
      }
      case CUT_FOLLOWER -> {
        Server server = world.ensemble().server(random.nextInt(Ensemble.SERVERS));
        world.note(() -> server + " is cut off from its leader");
        server.cutFromLeader();
        after(lasts, server::joinLeader);
      }
      case LAG -> {
        Server server = world.ensemble().server(random.nextInt(Ensemble.SERVERS));
        long lag = random.nextLong(Duration.ofSeconds(2).toNanos());
        world.note(() -> server + " lags by up to " + Duration.ofNanos(lag));
        server.lag(lag + 1);
        after(lasts, () -> server.lag(0));
      }
      case NO_LEADER -> {
        world.stopZooKeeper();
        after(lasts, world::startZooKeeper);
      }
      case WIPE -> world.wipeZooKeeper();
      case EXPEL -> one.expel();
      case SLOW_TAKEOVER -> {
        world.note(() -> "the store is slow for " + one);
        one.weather().slow(true);
        int how = random.nextInt(4);
        after(
            random.nextLong(Duration.ofMillis(1_500).toNanos()),
            () -> {
              switch (how) {
                case 0 -> one.expireSession();
                case 1 -> one.zooKeeper(false);
                default -> one.expel();
              }
            });
        after(
            Duration.ofSeconds(5).toNanos(),
            () -> {
              one.weather().slow(false);
              one.zooKeeper(true);
            });
      }
      case ORPHAN -> orphan(one);
      case BLIND -> {
        losesServer(one, lasts);
        one.expireSession();
      }
      case DEAF -> {
        world.note(() -> "what ZooKeeper says to " + one + " takes long");
        Held held = one.holdReplies(request -> request.startsWith("set "));
        atTheLatest(random.nextLong(Duration.ofMillis(2_500).toNanos()), held::go);
        int how = random.nextInt(3);
        after(
            random.nextLong(Duration.ofMillis(700).toNanos()),
            () -> {
              switch (how) {
                case 0 -> one.expireSession();
                case 1 -> one.expel();
                default -> { }
              }
            });
      }
      case SUSPEND_LOST -> {
        if (!one.machine().wallClockIsFresh()) {
          one.suspend();
          one.expireSession();
          after(lasts, one::resume);
        }
      }
      case ECHO -> {
        world.note(() -> "the answer of the next write of " + one + " is lost, and the next attempt meets another write");
        one.weather().next(random.nextBoolean() ? Weather.Fate.ANSWER_LOST : Weather.Fate.ERROR_AFTER, 1);
        one.weather().next(Weather.Fate.TRY_AGAIN, 1);
        one.weather().next(Weather.bad(random), 1);
      }
      case CUT_STORE -> {
        one.store(false);
        after(lasts, () -> one.store(true));
      }
      case SLOW_STORE -> {
        world.note(() -> "the store is slow for " + one);
        one.weather().slow(true);
        after(lasts, () -> one.weather().slow(false));
      }
      case FATE -> {
        Weather.Fate fate = Weather.bad(random);
        int times = 1 + random.nextInt(3);
        world.note(() -> "the next " + times + " writes of " + one + ": " + fate);
        one.weather().next(fate, times);
      }
      case TROUBLE -> {
        int trouble = 5 + random.nextInt(60);
        world.note(() -> trouble + " % of all writes meet something");
        world.all().forEach(each -> each.weather().trouble(trouble));
        after(lasts, () -> world.all().forEach(each -> each.weather().trouble(0)));
      }
      case PARTITION -> {
        world.cut(one, other);
        world.cut(other, one);
        after(
            lasts,
            () -> {
              world.mend(one, other);
              world.mend(other, one);
            });
      }
      case ONE_WAY -> {
        world.cut(one, other);
        after(lasts, () -> world.mend(one, other));
      }
      case SEVER -> {
        world.note(() -> "the connection of " + one + " and " + other + " breaks");
        one.process().transport().broken(other.process().transport(), "the connection broke");
        other.process().transport().broken(one.process().transport(), "the connection broke");
      }
      case STORM -> {
        world.note(() -> "messages take long");
        world.network().storm(true);
        after(lasts, () -> world.network().storm(false));
      }
    }
  }

  /** The write is sent before its sender loses its place, or while the sender does not know of that yet. */
  private void orphan(WorldNode one) {
    boolean losesFirst = random.nextBoolean();
    int how = random.nextInt(3);
    long arrives = random.nextLong(Duration.ofMillis(losesFirst ? 2_000 : 5_000).toNanos());
    Runnable loses =
        () -> {
          switch (how) {
            case 0 -> one.expel();
            case 1 -> losesServer(one, Duration.ofSeconds(4).toNanos());
            default -> {
              one.zooKeeper(false);
              after(Duration.ofSeconds(4).toNanos(), () -> one.zooKeeper(true));
            }
          }
          one.expireSession();
        };
    world.note(() -> "the next write of " + one + " is kept on its way");
    HeldWrite write = one.holdWrite();
    if (losesFirst) {
      loses.run();
    }
    write.whenSent(
        () -> {
          if (!losesFirst) {
            after(0, loses);
          }
          after(ATTEMPT.toNanos(), write::giveUp);
          atTheLatest(arrives, write::end);
        });
  }

  /** The ZooKeeper server that a process is connected to is cut off from its leader. */
  private void losesServer(WorldNode one, long lasts) {
    int number = one.zooKeeperServer();
    if (number >= 0) {
      world.cutZooKeeperServer(number);
      after(lasts, () -> world.joinZooKeeperServer(number));
    }
  }
}
