package dev.highlander.internal.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerialQueueTest {

  private final SerialQueue queue = new SerialQueue();
  private final List<String> ran = new ArrayList<>();

  @Test
  void entriesRunInTheOrderInWhichTheyWereAdded() {
    queue.execute(() -> {
      queue.execute(() -> ran.add("added meanwhile"));
      ran.add("first");
    });

    assertThat(ran).containsExactly("first", "added meanwhile");
  }

  @Test
  void anEntryThatThrowsDoesNotKeepThoseBehindIt() {
    Error first = new AssertionError("first");
    queue.add(() -> {
      throw first;
    });
    queue.add(() -> ran.add("behind"));
    queue.add(() -> {
      throw new IllegalStateException("second");
    });
    queue.add(() -> ran.add("last"));

    assertThatThrownBy(queue::run).isSameAs(first);
    assertThat(ran).containsExactly("behind", "last");
    queue.execute(() -> ran.add("later"));
    assertThat(ran).endsWith("later");
  }
}
