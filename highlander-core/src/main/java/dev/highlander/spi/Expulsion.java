package dev.highlander.spi;

import java.time.Duration;
import java.util.Set;

/** What an attempt to expel a member gave (protocol L4). */
public sealed interface Expulsion {

  /** The victim's node entry was deleted by this call: its claims are void from now on. */
  record Done() implements Expulsion {}

  /** The victim has no node entry any more, whoever deleted it. */
  record Gone() implements Expulsion {}

  /**
   * Nothing was changed: an accuser is no member any more, or too many members were expelled lately.
   *
   * @param reason a sentence for people
   */
  record Refused(String reason) implements Expulsion {}

  /**
   * Not known whether it was committed; the membership will show it.
   *
   * @param reason a sentence for people
   */
  record Unknown(String reason) implements Expulsion {}

  /**
   * What is asked for. The registry checks in one step that accusers and victim are members and that a place is free; who may accuse, and
   * how many have to, is the caller's matter.
   *
   * @param victim the incarnation that can't be reached
   * @param accusers the incarnations that can't reach it, the caller's own among them; 1 to 8
   * @param places how many expulsions of the whole cluster may hold a place at a time; 1 to 1,000
   * @param held how long this one holds its place: together with {@code places} the cluster's limit of their rate
   */
  record Order(String victim, Set<String> accusers, int places, Duration held) {

    /** The most accusers that can be named. */
    public static final int MAX_ACCUSERS = 8;

    private static final int MAX_PLACES = 1_000;

    public Order {
      accusers = Set.copyOf(accusers);
      if (accusers.isEmpty() || accusers.size() > MAX_ACCUSERS || accusers.contains(victim) || places < 1 || places > MAX_PLACES) {
        throw new IllegalArgumentException("no proper order: " + victim + " by " + accusers + ", " + places + " places");
      }
    }
  }
}
