package dev.highlander.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Repetitions of a baseline and its subject, one after the other: A B A B. A machine drifts, and neighbours come and go, within minutes but
 * less within seconds; so the ratio is taken inside each pair, and what is told is the median of the pairs' ratios. Confined to one thread.
 */
public final class Pairs {

  private final List<Double> baselines = new ArrayList<>();
  private final List<Double> values = new ArrayList<>();

  /** What gives one number, which may take some seconds. */
  public interface Measured {
    double measure() throws Exception;
  }

  /** Measures baseline and subject in turn, and says how it goes. */
  public static Pairs of(Run run, String what, Measured baseline, Measured subject) throws Exception {
    Pairs pairs = new Pairs();
    for (int i = 1; i <= run.plan().repetitions(); i++) {
      double a = baseline.measure();
      double b = subject.measure();
      pairs.add(a, b);
      run.progress(what + ", repetition " + i + " of " + run.plan().repetitions() + ": " + Numbers.text(b) + ", baseline " + Numbers.text(a));
    }
    return pairs;
  }

  /** One more pair. */
  public void add(double baseline, double value) {
    baselines.add(baseline);
    values.add(value);
  }

  public double value() {
    return Numbers.median(array(values));
  }

  public double baseline() {
    return Numbers.median(array(baselines));
  }

  public double ratio() {
    double[] ratios = new double[values.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values.get(i) / baselines.get(i);
    }
    return Numbers.median(ratios);
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
