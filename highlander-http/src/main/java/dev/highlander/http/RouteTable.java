package dev.highlander.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which route answers which request; the first that fits, in the order they were added. Immutable once built, thread-safe. */
final class RouteTable {

  /** Whom a route answers. */
  enum Access {
    /** Everybody. */
    OPEN,
    /** Whoever the authenticator knows. */
    CALLER,
    /** Everybody on a loopback address; elsewhere whoever the authenticator knows. */
    OPERATOR
  }

  record Route(String method, PathPattern path, Access access, HttpRoute code) {}

  /** What a request's path and method lead to. */
  sealed interface Match {
    record Found(Route route, Map<String, String> parts) implements Match {}

    record OtherMethods(String allowed) implements Match {}

    record Nothing() implements Match {}
  }

  private final List<Route> routes = new ArrayList<>();

  RouteTable add(String method, String path, Access access, HttpRoute code) {
    routes.add(new Route(method, PathPattern.of(path), access, code));
    return this;
  }

  /** {@code HEAD} is answered by the route of {@code GET}. Throws {@link Refusal} if a part of the path can't be decoded. */
  Match find(String method, String path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    List<String> segments = PathPattern.split(path);
    Set<String> others = new LinkedHashSet<>();
    for (Route route : routes) {
      @Nullable Map<String, String> parts = route.path().match(segments);
      if (parts != null && route.method().equals(wanted)) {
        return new Match.Found(route, parts);
      }
      if (parts != null) {
        others.add(route.method());
      }
    }
    if (others.isEmpty()) {
      return new Match.Nothing();
    }
    if (others.contains("GET")) {
      others.add("HEAD");
    }
    return new Match.OtherMethods(String.join(", ", others));
  }
}
