package dev.highlander.kit;

import dev.highlander.Call;
import dev.highlander.Caller;
import dev.highlander.Change;
import dev.highlander.Rejected;
import dev.highlander.annotation.Allow;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;

/** A number. */
@Persistent(value = "counter", read = "anybody", write = "anybody")
public record Counter(int value) {

  /** Adds, and replies with the sum. */
  @Update
  public Change<Counter, Integer> add(int amount) {
    if (amount < 0) {
      throw new Rejected("negative", "only more can be added");
    }
    return Change.to(new Counter(value + amount)).reply(value + amount);
  }

  /** Takes what is there, and replies with what is left. */
  @Update
  public Change<Counter, Integer> take(int amount) {
    if (amount > value) {
      throw new Rejected("short", "there is only " + value);
    }
    return Change.to(new Counter(value - amount)).reply(value - amount);
  }

  @Update
  @Allow("service")
  public Counter clear() {
    return new Counter(0);
  }

  boolean service(Call call) {
    return call.caller().kind() == Caller.Kind.SERVICE;
  }

  boolean anybody() {
    return true;
  }

  /** Replies with an id that nobody can foretell. */
  @Update
  public Change<Counter, String> stamp(Call call) {
    return Change.to(new Counter(value + 1)).reply(call.newId());
  }

  @Query
  public int share(int among) {
    return value / among;
  }

  @Query
  public int doubled() {
    return 2 * value;
  }
}
