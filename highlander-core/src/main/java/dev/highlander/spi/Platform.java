package dev.highlander.spi;

import java.util.Base64;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything of the machine that the core uses, so that a whole cluster can run on one thread from one seed: no other clock, timer,
 * thread or random source exists in it.
 *
 * @param ticker time
 * @param scheduling timers; tasks must not block
 * @param executor runs tasks that may block (user's handlers, calls of blocking libraries); in production a virtual thread for each
 * @param random thread-safe random source; in production a secure one
 */
public record Platform(Ticker ticker, Scheduling scheduling, Executor executor, RandomGenerator random) {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** A random id: 22 characters of {@code [A-Za-z0-9_-]}, 128 bits. */
  public String newId() {
    return newId(random);
  }

  /** A random id from the given source. */
  public static String newId(RandomGenerator random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return BASE64.encodeToString(bytes);
  }
}
