package dev.highlander.http;

import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Receipt;
import org.jspecify.annotations.Nullable;

/** {@code ETag} values: opaque to clients, birth and version to us, so that equal tags mean equal states, also after a deletion. */
final class EntityTag {

  private EntityTag() {}

  static String of(Receipt receipt) {
    return '"' + receipt.birth() + '.' + receipt.version() + '"';
  }

  /**
   * The state that a strong tag stands for; null for one that was never given out, which no state can match. Weak tags are among those:
   * {@code If-Match} compares strongly.
   */
  static Operation.@Nullable Expectation read(String tag) {
    int dot = tag.lastIndexOf('.');
    if (tag.length() < 2 || tag.charAt(0) != '"' || !tag.endsWith("\"") || dot < 1) {
      return null;
    }
    String version = tag.substring(dot + 1, tag.length() - 1);
    if (!version.matches("0|[1-9][0-9]{0,17}")) {
      return null;
    }
    return new Operation.Expectation(Long.parseLong(version), tag.substring(1, dot));
  }
}
