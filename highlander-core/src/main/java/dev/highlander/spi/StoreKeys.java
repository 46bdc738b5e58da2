package dev.highlander.spi;

import java.util.regex.Pattern;

/** The alphabet of keys that every store of the field takes, file systems included. */
final class StoreKeys {

  private static final String SEGMENT = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~=-]+";

  static final Pattern LEGAL = Pattern.compile(SEGMENT + "(?:/" + SEGMENT + ")*+");

  private StoreKeys() {}
}
