package dev.highlander.benchmarks;

import java.util.Locale;

/**
 * One line of the table.
 *
 * @param name what was measured
 * @param unit of value and baseline
 * @param value the median over the repetitions
 * @param baselineName what the baseline is; empty if there is none
 * @param baseline the baseline's median; NaN if there is none
 * @param ratio the median of value / baseline over the pairs of repetitions; NaN if there is no baseline
 * @param goal what it has to reach
 */
public record Figure(String name, String unit, double value, String baselineName, double baseline, double ratio, Goal goal) {

  /** What was measured beside what. */
  public static Figure of(String name, String unit, Pairs pairs, String baselineName, Goal goal) {
    return new Figure(name, unit, pairs.value(), baselineName, pairs.baseline(), pairs.ratio(), goal);
  }

  /** A figure that stands alone. */
  public static Figure of(String name, String unit, double value, Goal goal) {
    return new Figure(name, unit, value, "", Double.NaN, Double.NaN, goal);
  }

  /** Whether it has a goal and does not reach it. */
  public boolean missed() {
    return !goal.reachedBy(value, ratio);
  }

  /** One line for another process to {@link #parse}. */
  String line() {
    return String.join("\t", name, unit, Double.toString(value), baselineName, Double.toString(baseline), Double.toString(ratio), encode(goal));
  }

  static Figure parse(String line) {
    String[] part = line.split("\t", -1);
    return new Figure(part[0], part[1], number(part[2]), part[3], number(part[4]), number(part[5]), decode(part[6]));
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  private static String encode(Goal goal) {
    return switch (goal) {
      case Goal.None none -> "none 0";
      case Goal.AtLeastTimesBaseline g -> "least-times " + g.times();
      case Goal.AtMostTimesBaseline g -> "most-times " + g.times();
      case Goal.AtLeast g -> "least " + g.value();
      case Goal.AtMost g -> "most " + g.value();
    };
  }

  private static Goal decode(String text) {
    String[] part = text.split(" ", -1);
    double number = number(part[1]);
    return switch (part[0]) {
      case "none" -> Goal.NONE;
      case "least-times" -> new Goal.AtLeastTimesBaseline(number);
      case "most-times" -> new Goal.AtMostTimesBaseline(number);
      case "least" -> new Goal.AtLeast(number);
      case "most" -> new Goal.AtMost(number);
      default -> throw new IllegalArgumentException(String.format(Locale.ROOT, "no goal: '%s'", text));
    };
  }
}
