package dev.highlander.cluster;

import dev.highlander.Change;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;

/** Counts: small however often it is called, and an update that is lost or applied twice shows in the number. */
@Persistent("tally")
public record Tally(long count) {

  @Update
  public Change<Tally, Long> add() {
    return Change.to(new Tally(count + 1)).reply(count + 1);
  }

  @Query
  public long total() {
    return count;
  }
}
