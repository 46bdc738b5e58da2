package dev.highlander.benchmarks.cases;

import dev.highlander.Change;
import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;

/** The object that is measured: small, so that the framework's own costs show. */
@Persistent("counter")
public record Counter(long total, String note) {

  @Initial
  static Counter zero() {
    return new Counter(0, "what a small object has to say");
  }

  @Update
  public Change<Counter, Long> add(long amount) {
    return Change.to(new Counter(total + amount, note)).reply(total + amount);
  }

  @Query
  public long now() {
    return total;
  }
}
