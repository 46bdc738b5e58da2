package dev.highlander.samples.todo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.ObjectId;
import dev.highlander.Rejected;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserTest {

  private static final ObjectId BOB = new ObjectId("user", "bob");

  @Test
  void whatIsSharedIsKnownUntilItIsTakenAway() {
    User bob = User.unheardOf().listShared("home", 2).listShared("work", 4);

    assertThat(bob.lists()).containsExactly("home", "work");
    assertThat(bob.listUnshared("home", 3).lists()).containsExactly("work");
  }

  @Test
  void lateNewsOfAnEarlierSharingChangeNothing() {
    User taken = User.unheardOf().listUnshared("home", 3);

    assertThat(taken.listShared("home", 2).lists()).isEmpty();
    assertThat(taken.listShared("home", 4).lists()).containsExactly("home");
  }

  @Test
  void theSameNewsTwiceAreTheSame() {
    User once = User.unheardOf().listShared("home", 2);

    assertThat(once.listShared("home", 2)).isEqualTo(once);
  }

  @Test
  void onlyTheUserAndTheServiceReadIt() {
    assertThat(User.unheardOf().self(CallBy.user("bob").to(BOB))).isTrue();
    assertThat(User.unheardOf().self(CallBy.service().to(BOB))).isTrue();
    assertThat(User.unheardOf().self(CallBy.user("mallory").to(BOB))).isFalse();
  }

  @Test
  void onlyTheServiceTellsIt() {
    assertThat(User.unheardOf().service(CallBy.service().to(BOB))).isTrue();
    assertThat(User.unheardOf().service(CallBy.user("bob").to(BOB))).isFalse();
  }

  @Test
  void aUserIsToldOfAtMostAThousandLists() {
    List<User.KnownList> known = new ArrayList<>();
    for (int i = 1; i < User.MAX_KNOWN; i++) {
      known.add(new User.KnownList("list-" + i, 1, true));
    }

    User full = new User(known).listShared("last", 1);

    assertThat(full.lists()).hasSize(User.MAX_KNOWN);
    assertThatThrownBy(() -> full.listShared("more", 1))
        .isInstanceOfSatisfying(Rejected.class, e -> assertThat(e.code()).isEqualTo("too-many-lists"));
    assertThat(full.listUnshared("last", 2).lists()).hasSize(User.MAX_KNOWN - 1);
  }
}
