package dev.highlander.spi;

import java.time.Instant;

/** Time as the core sees it. Thread-safe. */
public interface Ticker {

  /** Monotonic nanoseconds with an arbitrary origin, as {@link System#nanoTime}; compare by subtraction. */
  long nanos();

  /** Wall-clock milliseconds since 1970, as {@link System#currentTimeMillis}; may jump. */
  long wallMillis();

  /** The wall clock as an instant. */
  default Instant wallClock() {
    return Instant.ofEpochMilli(wallMillis());
  }
}
