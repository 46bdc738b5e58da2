package dev.highlander.samples.todo;

import dev.highlander.Call;
import dev.highlander.Caller;
import dev.highlander.Rejected;
import dev.highlander.annotation.Allow;
import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import java.util.ArrayList;
import java.util.List;

/**
 * A person, and the lists that were shared with them. The service tells it of sharings; the lists themselves decide who is a member, so
 * what is known here may be late but opens nothing.
 *
 * @param known what was heard of each list, in the order it was first heard of; at most {@value #MAX_KNOWN}
 */
@Persistent(value = "user", read = "self")
public record User(List<KnownList> known) {

  /** Most lists a user is told of. */
  public static final int MAX_KNOWN = 1_000;

  /**
   * What was heard of one list. One that is no longer shared is kept, so that late news of an earlier sharing don't bring it back.
   *
   * @param list id of the list
   * @param sharing the list's number of that sharing; of two news the one with the higher number holds
   * @param member whether the user is a member as of then
   */
  public record KnownList(String list, int sharing, boolean member) {}

  public User {
    known = List.copyOf(known);
  }

  @Initial
  static User unheardOf() {
    return new User(List.of());
  }

  /** The list was shared with this user by its sharing of that number. */
  @Update
  @Allow("service")
  public User listShared(String list, int sharing) {
    return heard(new KnownList(list, sharing, true));
  }

  /** The list was taken away from this user by its sharing of that number. */
  @Update
  @Allow("service")
  public User listUnshared(String list, int sharing) {
    return heard(new KnownList(list, sharing, false));
  }

  /** Ids of the lists this user is a member of, as far as it is known here. */
  @Query
  @Allow("self")
  public List<String> lists() {
    return known.stream().filter(KnownList::member).map(KnownList::list).toList();
  }

  boolean self(Call call) {
    return service(call) || call.caller().name().equals(call.object().id());
  }

  boolean service(Call call) {
    return call.caller().kind() == Caller.Kind.SERVICE;
  }

  private User heard(KnownList news) {
    List<KnownList> next = new ArrayList<>(known);
    for (int i = 0; i < next.size(); i++) {
      KnownList earlier = next.get(i);
      if (earlier.list().equals(news.list())) {
        if (news.sharing() >= earlier.sharing()) {
          next.set(i, news);
        }
        return new User(next);
      }
    }
    if (next.size() >= MAX_KNOWN) {
      throw new Rejected("too-many-lists", "a user is told of at most " + MAX_KNOWN + " lists");
    }
    next.add(news);
    return new User(next);
  }
}
