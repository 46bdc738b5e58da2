package dev.highlander.spi;

/** Who owns an object, by the registry. */
public sealed interface LookupResult {

  /**
   * The lowest claim that counts.
   *
   * @param holder who
   */
  record HeldBy(Holder holder) implements LookupResult {}

  /** No claim counts. */
  record Free() implements LookupResult {}

  /**
   * The registry can't be asked.
   *
   * @param reason a sentence for people
   */
  record Failed(String reason) implements LookupResult {}
}
