package dev.highlander.http;

import dev.highlander.Caller;
import java.util.Optional;

/** One request, as a route sees it. Confined to the route's thread. */
public interface HttpCall {

  String method();

  /** The path as it was sent: neither decoded nor normalised. */
  String path();

  /** The decoded part of the path that stands where the route's pattern has {@code {name}}. */
  String part(String name);

  /** The decoded first value of a query parameter; a plus sign stands for a space, as forms write it. */
  Optional<String> query(String name);

  RequestHeaders headers();

  /** Who calls; throws {@link IllegalStateException} on a route that needs no caller. */
  Caller caller();

  /** The content, read now if it was not yet; ends the request with an error of its own if it is too long or comes too slowly. */
  byte[] body();
}
