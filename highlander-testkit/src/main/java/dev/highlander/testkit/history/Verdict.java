package dev.highlander.testkit.history;

import java.util.List;

/**
 * What a check of a history gave.
 *
 * @param <I> what was asked
 * @param <O> what was given
 */
public sealed interface Verdict<I, O> {

  /**
   * There is an order that explains everything.
   *
   * @param order one of them; operations of unknown outcome are in it only if something shows that they took effect
   */
  record Linearizable<I, O>(List<Operation<I, O>> order) implements Verdict<I, O> {}

  /**
   * There is none.
   *
   * @param explained the longest beginning that can be explained
   * @param stuck an operation that ended and fits nowhere behind it
   */
  record Violated<I, O>(List<Operation<I, O>> explained, Operation<I, O> stuck) implements Verdict<I, O> {
    @Override
    public String toString() {
      int from = Math.max(0, explained.size() - 5);
      return "not linearizable: nothing explains [" + stuck + "] after " + explained.size() + " operations, the last of which are "
          + explained.subList(from, explained.size());
    }
  }

  /**
   * The search was given up at its bound: nothing is known.
   *
   * @param configurations how many were looked at
   */
  record GaveUp<I, O>(int configurations) implements Verdict<I, O> {}
}
