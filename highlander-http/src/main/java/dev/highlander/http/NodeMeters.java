package dev.highlander.http;

import dev.highlander.ObjectSpace;
import dev.highlander.internal.client.NodeInternals;
import dev.highlander.report.NodeReport;
import dev.highlander.spi.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node's report as gauges: state, lease, generation, activations by type and members by role. One report serves all gauges of a scrape. The
 * registry holds these meters; without that, gauges turn to NaN at the next collection of garbage.
 * Thread-safe.
 */
public final class NodeMeters implements MeterBinder {

  private static final long MAX_AGE_NANOS = Duration.ofMillis(500).toNanos();

  private record Taken(NodeReport report, long nanos) {}

  private final Supplier<NodeReport> reports;
  private final List<String> types;
  private final Ticker ticker;
  private final AtomicReference<@Nullable Taken> latest = new AtomicReference<>();

  NodeMeters(Supplier<NodeReport> reports, List<String> types, Ticker ticker) {
    this.reports = reports;
    this.types = List.copyOf(types);
    this.ticker = ticker;
  }

  /** The gauges of a running node or client. */
  public static NodeMeters of(ObjectSpace space) {
    NodeInternals internals = HttpGateway.internals(space);
    return new NodeMeters(space::report, internals.types().names(), internals.platform().ticker());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "highlander.lease.seconds", "How long this node may act as owner without a further renewal",
        report -> report.leaseMillis() / 1_000.0);
    gauge(registry, "highlander.generation", "The registry's generation", NodeReport::generation);
    gauge(registry, "highlander.running", "1 while this node takes calls", report -> report.state() == NodeReport.State.RUNNING ? 1 : 0);
    for (String type : types) {
      Gauge.builder("highlander.activations", this, meters -> meters.report().activations().getOrDefault(type, 0))
          .description("Live activations on this node")
          .tag("type", type)
          .strongReference(true)
          .register(registry);
    }
    for (String role : List.of("node", "client")) {
      Gauge.builder("highlander.members", this, meters -> meters.members(role))
          .description("Members of the cluster as this node sees it")
          .tag("role", role)
          .strongReference(true)
          .register(registry);
    }
  }

  private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<NodeReport> value) {
    Gauge.builder(name, this, meters -> value.applyAsDouble(meters.report())).description(description).strongReference(true).register(registry);
  }

  private double members(String role) {
    return report().members().stream().filter(member -> member.role().equalsIgnoreCase(role)).count();
  }

  private NodeReport report() {
    long now = ticker.nanos();
    @Nullable Taken taken = latest.get();
    if (taken == null || now - taken.nanos() > MAX_AGE_NANOS) {
      taken = new Taken(reports.get(), now);
      latest.set(taken);
    }
    return taken.report();
  }
}
