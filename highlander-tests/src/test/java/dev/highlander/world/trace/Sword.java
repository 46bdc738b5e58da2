package dev.highlander.world.trace;

import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;

/** What there can be only one of. */
@Persistent("sword")
record Sword(int strokes) {

  @Update
  Sword strike() {
    return new Sword(strokes + 1);
  }

  @Query
  int count() {
    return strokes;
  }
}
