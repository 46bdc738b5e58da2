package dev.highlander.faults;

import dev.highlander.Change;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;

/** A sum that tells the caller of each change what it is now, so that two changes that are lost, doubled or swapped are seen. */
@Persistent("purse")
public record Purse(long coins, String last) {

  @Update
  public Change<Purse, Long> add(long more, String by) {
    return Change.to(new Purse(coins + more, by)).reply(coins + more);
  }

  @Query
  public String look() {
    return coins + " since " + last;
  }
}
