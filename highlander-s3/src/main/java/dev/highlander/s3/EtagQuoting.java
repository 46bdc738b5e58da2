package dev.highlander.s3;

/** How a tag is written in {@code If-Match}. Tags stay opaque; only the quotes around them are ever touched. */
public enum EtagQuoting {
  /** Exactly as the product gave it: right for S3 itself and for most others. */
  AS_GIVEN,
  /** With quotes, for a product that gives tags without them but wants them back with them. */
  QUOTED,
  /** Without quotes, for a product that compares the header's text with the bare tag. */
  UNQUOTED;

  String apply(String etag) {
    return switch (this) {
      case AS_GIVEN -> etag;
      case QUOTED -> isQuoted(etag) ? etag : '"' + etag + '"';
      case UNQUOTED -> isQuoted(etag) ? etag.substring(1, etag.length() - 1) : etag;
    };
  }

  private static boolean isQuoted(String etag) {
    return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
  }
}
