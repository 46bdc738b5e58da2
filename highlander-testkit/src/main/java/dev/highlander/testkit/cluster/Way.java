package dev.highlander.testkit.cluster;

import dev.highlander.testkit.fault.TcpProxy;
import dev.highlander.testkit.fault.TcpProxy.Direction;
import java.time.Duration;
import java.util.List;

/**
 * Everything that one party of a {@link TestCluster} sends to another one, over connections that either of them opened. Faults hold for present
 * and future connections until {@link #heal}. Thread-safe.
 */
public final class Way {

  /** One direction of the connections that go through a proxy. */
  record Lane(TcpProxy proxy, Direction direction) {}

  private final String name;
  private final List<Lane> lanes;

  Way(String name, List<Lane> lanes) {
    this.name = name;
    this.lanes = List.copyOf(lanes);
  }

  /** What is sent vanishes, and nobody is told: a firewall that drops packets. */
  public Way drop() {
    lanes.forEach(lane -> lane.proxy().swallow(lane.direction()));
    return this;
  }

  /** What is sent arrives later. */
  public Way delay(Duration latency) {
    return delay(latency, Duration.ZERO);
  }

  /** What is sent arrives later, by the latency and up to the jitter in addition, still in order. */
  public Way delay(Duration latency, Duration jitter) {
    lanes.forEach(lane -> lane.proxy().delay(lane.direction(), latency, jitter));
    return this;
  }

  /** Breaks every present connection between the two; new ones can be made. */
  public Way reset() {
    lanes.forEach(lane -> lane.proxy().reset());
    return this;
  }

  /** Ends what is sent on every present connection in an orderly way; the opposite way goes on. */
  public Way halfClose() {
    lanes.forEach(lane -> lane.proxy().halfClose(lane.direction()));
    return this;
  }

  /** No more faults of this way. Connections whose bytes vanished are reset, because their streams have holes. */
  public Way heal() {
    lanes.forEach(lane -> lane.proxy().heal(lane.direction()));
    return this;
  }

  @Override
  public String toString() {
    return name;
  }
}
