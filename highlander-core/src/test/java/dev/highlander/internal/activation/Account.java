package dev.highlander.internal.activation;

import dev.highlander.Call;
import dev.highlander.Change;
import dev.highlander.Rejected;
import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import java.util.List;

/** A test object whose updates can be told apart. */
@Persistent("account")
record Account(int balance, List<String> entries, String note) {

  @Initial
  static Account empty() {
    return new Account(0, List.of(), "");
  }

  @Update
  Change<Account, Integer> deposit(int amount) {
    var more = new java.util.ArrayList<>(entries);
    more.add("+" + amount);
    return Change.to(new Account(balance + amount, more, note)).reply(balance + amount);
  }

  @Update
  Change<Account, Integer> withdraw(int amount) {
    if (amount > balance) {
      throw new Rejected("insufficient", "only " + balance + " left");
    }
    return Change.to(new Account(balance - amount, entries, note)).reply(balance - amount);
  }

  @Update
  Account annotate(String text) {
    return new Account(balance, entries, text);
  }

  @Update
  Change<Account, String> stamp(Call call) {
    return Change.to(annotate(call.newId())).reply(call.newId());
  }

  @Update
  Change<Account, String> say(String text) {
    return Change.to(this).reply(text);
  }

  @Update
  Account explode() {
    throw new IllegalStateException("boom");
  }

  @Query
  int total() {
    return balance;
  }
}
