package dev.highlander;

/** A running process that calls objects and hosts none. */
public interface HighlanderClient extends ObjectSpace {}
