package dev.highlander.spi;

/**
 * Who holds a claim, as far as the reader knew at one moment.
 *
 * @param incarnation of the holder
 * @param node its name
 * @param address where its peers reach it
 * @param transaction the claim's creation transaction id; 0 if not known
 * @param sinceMillis when the claim was created, by the registry's wall clock; 0 if not known
 */
public record Holder(String incarnation, String node, String address, long transaction, long sinceMillis) {}
