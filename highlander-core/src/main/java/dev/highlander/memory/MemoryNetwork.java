package dev.highlander.memory;

import dev.highlander.spi.Platform;
import dev.highlander.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The network that {@link MemoryTransport}s of one simulated cluster share: who listens where, and what goes wrong between whom. Faults
 * are named by the transports' names and have a direction. Time, threads and chance come from the platform only: on a deterministic one
 * every run with the same seed is the same. Thread-safe.
 */
public final class MemoryNetwork {

  private record Way(String from, String to) {}

  private final Platform platform;
  private final int maxBodyBytes;
  private final int maxInFlight;
  private final Map<String, MemoryTransport> listening = new ConcurrentHashMap<>();
  private final List<MemoryTransport> transports = new CopyOnWriteArrayList<>(); // in the order of their start, in every run
  private final Set<Way> cut = ConcurrentHashMap.newKeySet();
  private final Map<Way, Integer> repliesToDrop = new ConcurrentHashMap<>();
  private volatile long minDelayNanos;
  private volatile long maxDelayNanos;

  /**
   * A network without faults or delays.
   *
   * @param maxBodyBytes the largest body of a request or reply
   * @param maxInFlight requests without an answer from one transport to one address
   */
  public MemoryNetwork(Platform platform, int maxBodyBytes, int maxInFlight) {
    this.platform = platform;
    this.maxBodyBytes = maxBodyBytes;
    this.maxInFlight = maxInFlight;
  }

  /** A transport that will listen at the address. */
  public Transport node(String name, String address) {
    return new MemoryTransport(this, name, address);
  }

  /** A transport that only sends. */
  public Transport client(String name) {
    return new MemoryTransport(this, name, null);
  }

  /**
   * From now on nothing that {@code from} sends reaches {@code to}, requests or replies: they vanish, and who waits for them waits until
   * its time is up.
   */
  public void cut(String from, String to) {
    cut.add(new Way(from, to));
  }

  /** Cuts both ways between every one of {@code left} and every one of {@code right}. */
  public void partition(Set<String> left, Set<String> right) {
    for (String one : left) {
      for (String other : right) {
        cut(one, other);
        cut(other, one);
      }
    }
  }

  /** Ends all cuts. */
  public void heal() {
    cut.clear();
  }

  /** Breaks the connections between two: what is in flight is lost at once; what is sent afterwards travels. */
  public void sever(String one, String other) {
    for (MemoryTransport transport : transports) {
      if (transport.name().equals(one)) {
        transport.lose(other, "the connection to " + other + " broke");
      } else if (transport.name().equals(other)) {
        transport.lose(one, "the connection to " + one + " broke");
      }
    }
  }

  /** The next {@code count} replies that {@code from} sends to {@code to} vanish, after their requests were handled. */
  public void dropReplies(String from, String to, int count) {
    repliesToDrop.put(new Way(from, to), count);
  }

  /** From now on every message takes a random time between the two. */
  public void delay(Duration min, Duration max) {
    minDelayNanos = min.toNanos();
    maxDelayNanos = max.toNanos();
  }

  Platform platform() {
    return platform;
  }

  int maxBodyBytes() {
    return maxBodyBytes;
  }

  int maxInFlight() {
    return maxInFlight;
  }

  void opened(MemoryTransport transport, @Nullable String address) {
    transports.add(transport);
    if (address != null && listening.putIfAbsent(address, transport) != null) {
      transports.remove(transport);
      throw new IllegalStateException("somebody listens at " + address + " already");
    }
  }

  void closed(MemoryTransport transport, @Nullable String address) {
    if (address != null) {
      listening.remove(address, transport);
    }
    transports.remove(transport);
    for (MemoryTransport other : transports) {
      other.lose(transport.name(), transport.name() + " closed the connection");
    }
  }

  @Nullable MemoryTransport listener(String address) {
    return listening.get(address);
  }

  /** Brings a request to its handler, unless it vanishes. */
  void deliver(String from, MemoryTransport to, Runnable arrival) {
    if (!cut.contains(new Way(from, to.name()))) {
      travel(arrival);
    }
  }

  /** Brings a reply home, unless it vanishes. */
  void deliverReply(String from, String to, Runnable arrival) {
    Way way = new Way(from, to);
    boolean dropped = repliesToDrop.containsKey(way) && takeDrop(way);
    if (!dropped && !cut.contains(way)) {
      travel(arrival);
    }
  }

  private boolean takeDrop(Way way) {
    boolean[] taken = {false};
    repliesToDrop.computeIfPresent(
        way,
        (key, count) -> {
          taken[0] = count > 0;
          return count > 1 ? count - 1 : null;
        });
    return taken[0];
  }

  private void travel(Runnable arrival) {
    long min = minDelayNanos;
    long spread = maxDelayNanos - min;
    long nanos = spread <= 0 ? min : min + platform.random().nextLong(spread + 1);
    if (nanos == 0) {
      platform.executor().execute(arrival);
    } else {
      platform.scheduling().after(Duration.ofNanos(nanos), () -> platform.executor().execute(arrival));
    }
  }
}
