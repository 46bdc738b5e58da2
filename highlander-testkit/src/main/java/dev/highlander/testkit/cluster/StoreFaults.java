package dev.highlander.testkit.cluster;

import dev.highlander.testkit.fault.HttpFault;
import dev.highlander.testkit.fault.HttpFaultProxy;
import dev.highlander.testkit.fault.SeenRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What goes wrong with the HTTP requests of one party of a {@link TestCluster}, or of each of them, to the store: slow answers, answers that are
 * lost, errors before and after the request was carried out, requests that arrive late or twice. What is planned by number or time goes before what
 * is planned for {@linkplain #every every} request; of several plans the first that fits counts. Everything ends with {@link #heal} or {@link
 * TestCluster#heal}, but requests that are to arrive late or again still do. Thread-safe.
 *
 * <pre>{@code
 * cluster.storeFaults("a").next(2, StoreFaults.WRITES, new HttpFault.FailAfterCommit(500, "InternalError"));
 * cluster.storeFaults().during(Duration.ofSeconds(3), StoreFaults.ANY, new HttpFault.Answer(503, "SlowDown"));
 * cluster.storeFaults("b").next(1, StoreFaults.WRITES, new HttpFault.Late(Duration.ofSeconds(20)));
 * }</pre>
 */
public final class StoreFaults {

  /** Requests of every kind. */
  public static final Predicate<SeenRequest> ANY = request -> true;

  /** Requests that write an object. */
  public static final Predicate<SeenRequest> WRITES = request -> request.method().equals("PUT");

  /** Requests that read an object, or list objects. */
  public static final Predicate<SeenRequest> READS = request -> request.method().equals("GET");

  private final List<HttpFaultProxy> proxies;

  StoreFaults(List<HttpFaultProxy> proxies) {
    this.proxies = List.copyOf(proxies);
  }

  /** The next so many fitting requests, of each party, meet the fault. */
  public StoreFaults next(int count, Predicate<SeenRequest> requests, HttpFault fault) {
    proxies.forEach(proxy -> proxy.next(count, requests, fault));
    return this;
  }

  /** Every fitting request that is sent within this time from now on meets the fault. */
  public StoreFaults during(Duration time, Predicate<SeenRequest> requests, HttpFault fault) {
    proxies.forEach(proxy -> proxy.during(time, requests, fault));
    return this;
  }

  /** From now on every request for which nothing else is planned meets the fault. */
  public StoreFaults every(HttpFault fault) {
    proxies.forEach(proxy -> proxy.every(fault));
    return this;
  }

  /** Nothing more goes wrong here. */
  public StoreFaults heal() {
    proxies.forEach(HttpFaultProxy::heal);
    return this;
  }

  /** How many requests have met a fault so far. */
  public long met() {
    return proxies.stream().mapToLong(HttpFaultProxy::faults).sum();
  }
}
