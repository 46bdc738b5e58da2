package dev.highlander.kit;

import dev.highlander.Call;
import dev.highlander.Change;
import dev.highlander.Rejected;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;

/** A number. */
@Persistent("counter")
public record Counter(int value) {

  /** Adds, and replies with the sum. */
  @Update
  public Change<Counter, Integer> add(int amount) {
    if (amount < 0) {
      throw new Rejected("negative", "only more can be added");
    }
    return Change.to(new Counter(value + amount)).reply(value + amount);
  }

  /** Replies with an id that nobody can foretell. */
  @Update
  public Change<Counter, String> stamp(Call call) {
    return Change.to(new Counter(value + 1)).reply(call.newId());
  }

  @Query
  public int doubled() {
    return 2 * value;
  }
}
