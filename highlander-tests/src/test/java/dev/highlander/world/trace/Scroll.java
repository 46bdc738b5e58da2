package dev.highlander.world.trace;

import dev.highlander.Rejected;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import java.util.ArrayList;
import java.util.List;

/** Lines in the order in which they were written. */
@Persistent("scroll")
record Scroll(List<String> lines) {

  @Update
  Scroll write(String line) {
    List<String> longer = new ArrayList<>(lines);
    longer.add(line);
    return new Scroll(longer);
  }

  @Update
  Scroll writeIfEven(String line) {
    if (lines.size() % 2 != 0) {
      throw new Rejected("odd", "there are " + lines.size());
    }
    return write(line);
  }

  @Query
  int size() {
    return lines.size();
  }

  @Query
  List<String> text() {
    return lines;
  }
}
