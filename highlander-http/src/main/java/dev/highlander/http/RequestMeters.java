package dev.highlander.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Set;

/**
 * Times requests by method, route and status. A route is its pattern, never a path, and an unusual method is {@code OTHER}, so that clients
 * can't make up new time series. Thread-safe.
 */
final class RequestMeters {

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS");

  private final MeterRegistry registry;

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  Sample start(String method) {
    return new Sample(METHODS.contains(method) ? method : "OTHER", Timer.start(registry));
  }

  /** One request. Confined to its thread. */
  final class Sample {

    private final String method;
    private final Timer.Sample timer;
    private String route = "none";

    private Sample(String method, Timer.Sample timer) {
      this.method = method;
      this.timer = timer;
    }

    void route(String pattern) {
      route = pattern;
    }

    void end(int status) {
      timer.stop(
          Timer.builder("highlander.http.requests")
              .description("Requests from the first look at them until their answer is handed to the connection")
              .tags("method", method, "route", route, "status", Integer.toString(status))
              .register(registry));
    }
  }
}
