package dev.highlander.http;

import dev.highlander.Epoch;

/** Says in an answer which activation gave it, and on which version. */
final class OwnerHeaders {

  private OwnerHeaders() {}

  static HttpAnswer add(HttpAnswer answer, String node, Epoch epoch, long version) {
    return answer
        .with("X-Highlander-Version", Long.toString(version))
        .with("X-Highlander-Node", node)
        .with("X-Highlander-Epoch", epoch.toString());
  }
}
