package dev.highlander.testkit.world;

/** Something that must never happen has happened in a simulated world. The message names the seed, with which it happens again. */
public final class WorldViolation extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final long seed;
  private final String violation;

  WorldViolation(long seed, String violation, String message) {
    super(message);
    this.seed = seed;
    this.violation = violation;
  }

  /** The seed of the world. */
  public long seed() {
    return seed;
  }

  /** What happened, without seed and trace. */
  public String violation() {
    return violation;
  }
}
