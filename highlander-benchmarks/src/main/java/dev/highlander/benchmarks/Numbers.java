package dev.highlander.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Numbers for people, and their middle. */
public final class Numbers {

  private Numbers() {}

  /** Three digits that count: 0.823, 12.4, 553 k, 1.66 M; empty for NaN. */
  public static String text(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    double size = Math.abs(value);
    if (size >= 1e6) {
      return digits(value / 1e6) + " M";
    }
    return size >= 1e4 ? digits(value / 1e3) + " k" : digits(value);
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) || size >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
  }

  /** The middle one, or the mean of the two in the middle; NaN if there are none. */
  public static double median(double... values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
