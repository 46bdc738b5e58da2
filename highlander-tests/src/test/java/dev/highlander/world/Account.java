package dev.highlander.world;

import dev.highlander.Change;
import dev.highlander.Rejected;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;

/** Money that never goes below zero. */
@Persistent("account")
record Account(long balance) {

  @Update
  Account deposit(long amount) {
    return new Account(balance + amount);
  }

  @Update
  Change<Account, Long> withdraw(long amount) {
    if (amount > balance) {
      throw new Rejected("too-poor", "there are " + balance);
    }
    return Change.to(new Account(balance - amount)).reply(balance - amount);
  }

  @Query
  long value() {
    return balance;
  }
}
