package dev.highlander.spi;

/** What reading a key gave. */
public sealed interface StoreRead {

  /**
   * The object's bytes and the opaque tag of exactly these bytes.
   *
   * @param body the bytes; the receiver owns the array
   * @param etag opaque; what a later {@link Precondition.Matches} names
   */
  record Found(byte[] body, String etag) implements StoreRead {}

  /** No object has this key. */
  record Missing() implements StoreRead {}

  /**
   * It is not known whether there is one: the store could not be asked.
   *
   * @param reason a sentence for people
   */
  record Failed(String reason) implements StoreRead {}
}
