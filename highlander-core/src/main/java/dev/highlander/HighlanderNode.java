package dev.highlander;

/** A running process that hosts objects. */
public interface HighlanderNode extends ObjectSpace {

  /** The address its peers reach it at, {@code host:port}. */
  String address();
}
