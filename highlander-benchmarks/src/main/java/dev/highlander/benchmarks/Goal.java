package dev.highlander.benchmarks;

/** What a figure has to reach. */
public sealed interface Goal {

  /** None: it is told for information. */
  record None() implements Goal {}

  /** At least so many times its baseline of the same run. */
  record AtLeastTimesBaseline(double times) implements Goal {}

  /** At most so many times its baseline of the same run. */
  record AtMostTimesBaseline(double times) implements Goal {}

  /** At least this much, in the figure's unit. */
  record AtLeast(double value) implements Goal {}

  /** At most this much, in the figure's unit. */
  record AtMost(double value) implements Goal {}

  Goal NONE = new None();

  /** Whether it is reached; true if there is no goal. */
  default boolean reachedBy(double value, double ratio) {
    return switch (this) {
      case None none -> true;
      case AtLeastTimesBaseline goal -> ratio >= goal.times;
      case AtMostTimesBaseline goal -> ratio <= goal.times;
      case AtLeast goal -> value >= goal.value;
      case AtMost goal -> value <= goal.value;
    };
  }

  /** As it stands in the table. */
  default String text() {
    return switch (this) {
      case None none -> "";
      case AtLeastTimesBaseline goal -> ">= " + Numbers.text(goal.times) + " x";
      case AtMostTimesBaseline goal -> "<= " + Numbers.text(goal.times) + " x";
      case AtLeast goal -> ">= " + Numbers.text(goal.value);
      case AtMost goal -> "<= " + Numbers.text(goal.value);
    };
  }
}
