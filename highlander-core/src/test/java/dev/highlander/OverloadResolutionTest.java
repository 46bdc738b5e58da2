package dev.highlander;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import dev.highlander.handler.ChangeHandler;
import dev.highlander.handler.Handler;
import dev.highlander.handler.InPlaceHandler;
import dev.highlander.handler.NextStateHandler;
import dev.highlander.handler.QueryHandler;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Every form of {@code update} and {@code query} resolves with a plain method reference. Most of the proof is that this file compiles; the
 * assertions say which functional interface was chosen and that all arguments arrive.
 */
class OverloadResolutionTest {

  /** An immutable object with handlers of every number and kind of arguments. */
  record Board(String title, List<String> items) {
    @Update Board next0() { return this; }
    @Update Board next0Call(Call call) { return this; }
    @Update Board next1(String a) { return this; }
    @Update Board next1Call(String a, Call call) { return this; }
    @Update Board next2(String a, int b) { return this; }
    @Update Board next2Call(String a, int b, Call call) { return this; }
    @Update Board next3(String a, int b, Long c) { return this; }
    @Update Board next3Call(String a, int b, Long c, Call call) { return this; }
    @Update Board next4(String a, int b, Long c, boolean d) { return this; }
    @Update Board next4Call(String a, int b, Long c, boolean d, Call call) { return this; }

    @Update Change<Board, String> change0() { return Change.to(this).reply(title); }
    @Update Change<Board, String> change0Call(Call call) { return Change.to(this).reply(title); }
    @Update Change<Board, String> change1(String a) { return Change.to(this).reply(a); }
    @Update Change<Board, String> change1Call(String a, Call call) { return Change.to(this).reply(a); }
    @Update Change<Board, Integer> change2(String a, int b) { return Change.to(this).reply(b); }
    @Update Change<Board, Integer> change2Call(String a, int b, Call call) { return Change.to(this).reply(b); }
    @Update Change<Board, Long> change3(String a, int b, Long c) { return Change.to(this).reply(c); }
    @Update Change<Board, Long> change3Call(String a, int b, Long c, Call call) { return Change.to(this).reply(c); }
    @Update Change<Board, Boolean> change4(String a, int b, Long c, boolean d) { return Change.to(this).reply(d); }
    @Update Change<Board, Boolean> change4Call(String a, int b, Long c, boolean d, Call call) { return Change.to(this).reply(d); }
    @Update Change<Board, Void> noReply(String a, Call call) { return Change.to(this); }

    @Query String query0() { return title; }
    @Query String query0Call(Call call) { return title; }
    @Query int query1(int a) { return a; }
    @Query boolean query1Call(String a, Call call) { return true; }
    @Query Optional<String> query2(String a, int b) { return Optional.of(a); }
    @Query Optional<String> query2Call(String a, int b, Call call) { return Optional.of(a); }
    @Query Map<String, Integer> query3(String a, int b, Long c) { return Map.of(a, b); }
    @Query Map<String, Integer> query3Call(String a, int b, Long c, Call call) { return Map.of(a, b); }
    @Query List<String> query4(String a, int b, Long c, boolean d) { return items; }
    @Query List<String> query4Call(String a, int b, Long c, boolean d, Call call) { return items; }

    @Update Board lists(List<String> a, Map<String, List<Integer>> b) { return this; }
    @Update Change<Board, List<String>> wildcards(List<? extends CharSequence> a) { return Change.to(this).reply(items); }
    @Update Board primitives(byte a, short b, char c, float d) { return this; }
    @Update Board wide(long a, double b) { return this; }
    @Update Board array(byte[] a, String[] b) { return this; }
    @Update Board base(CharSequence a, Number b) { return this; }
    @Update private Board hidden(String a) { return this; }
    @Query Board self() { return this; }
    @Update Change<Board, Board> selfReply() { return Change.to(this).reply(this); }
    @Update Board other(Board that) { return that; }
    @Update Board failing(String a) throws java.io.IOException { return this; }
  }

  /** A mutable object. */
  static class Counter {
    int value;

    @Update void void0() {}
    @Update void void0Call(Call call) {}
    @Update void void1(int a) {}
    @Update void void1Call(int a, Call call) {}
    @Update void void2(int a, List<String> b) {}
    @Update void void2Call(int a, List<String> b, Call call) {}
    @Update void void3(int a, List<String> b, Integer c) {}
    @Update void void3Call(int a, List<String> b, Integer c, Call call) {}
    @Update void void4(int a, List<String> b, Integer c, String d) {}
    @Update void void4Call(int a, List<String> b, Integer c, String d, Call call) {}
    @Update Counter next(int a) { return this; }
    @Update Change<Counter, Integer> addAndGet(int a) { return Change.to(this).reply(a); }
    @Query int value() { return value; }
  }

  private final List<Object> seen = new ArrayList<>();

  @SuppressWarnings("unchecked")
  private <S> Ref<S> ref() {
    InvocationHandler recorder =
        (proxy, method, arguments) -> {
          if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          seen.add(arguments[0]);
          seen.addAll(Arrays.asList((Object[]) arguments[1]));
          return method.getName().equals("callAsync") ? CompletableFuture.completedFuture(null) : null;
        };
    return (Ref<S>) Proxy.newProxyInstance(Ref.class.getClassLoader(), new Class<?>[] {Ref.class}, recorder);
  }

  private void chosen(Class<? extends Handler> shape, Object... arguments) {
    assertThat(seen.get(0)).isInstanceOf(shape);
    assertThat(seen.subList(1, seen.size())).containsExactly(arguments);
    seen.clear();
  }

  @Test
  void handlersThatReturnTheNextStateResolveForEveryNumberOfArguments() {
    Ref<Board> board = ref();

    Board a = board.update(Board::next0);
    chosen(NextStateHandler.Args0.class);
    Board b = board.update(Board::next0Call);
    chosen(NextStateHandler.Args0Call.class);
    Board c = board.update(Board::next1, "x");
    chosen(NextStateHandler.Args1.class, "x");
    Board d = board.update(Board::next1Call, "x");
    chosen(NextStateHandler.Args1Call.class, "x");
    Board e = board.update(Board::next2, "x", 2);
    chosen(NextStateHandler.Args2.class, "x", 2);
    Board f = board.update(Board::next2Call, "x", 2);
    chosen(NextStateHandler.Args2Call.class, "x", 2);
    Board g = board.update(Board::next3, "x", 2, 3L);
    chosen(NextStateHandler.Args3.class, "x", 2, 3L);
    Board h = board.update(Board::next3Call, "x", 2, 3L);
    chosen(NextStateHandler.Args3Call.class, "x", 2, 3L);
    Board i = board.update(Board::next4, "x", 2, 3L, true);
    chosen(NextStateHandler.Args4.class, "x", 2, 3L, true);
    Board j = board.update(Board::next4Call, "x", 2, 3L, true);
    chosen(NextStateHandler.Args4Call.class, "x", 2, 3L, true);

    assertThat(Arrays.asList(a, b, c, d, e, f, g, h, i, j)).containsOnlyNulls();
  }

  @Test
  void handlersThatReturnAChangeResolveForEveryNumberOfArguments() {
    Ref<Board> board = ref();

    String a = board.update(Board::change0);
    chosen(ChangeHandler.Args0.class);
    String b = board.update(Board::change0Call);
    chosen(ChangeHandler.Args0Call.class);
    String c = board.update(Board::change1, "x");
    chosen(ChangeHandler.Args1.class, "x");
    String d = board.update(Board::change1Call, "x");
    chosen(ChangeHandler.Args1Call.class, "x");
    Integer e = board.update(Board::change2, "x", 2);
    chosen(ChangeHandler.Args2.class, "x", 2);
    Integer f = board.update(Board::change2Call, "x", 2);
    chosen(ChangeHandler.Args2Call.class, "x", 2);
    Long g = board.update(Board::change3, "x", 2, 3L);
    chosen(ChangeHandler.Args3.class, "x", 2, 3L);
    Long h = board.update(Board::change3Call, "x", 2, 3L);
    chosen(ChangeHandler.Args3Call.class, "x", 2, 3L);
    Boolean i = board.update(Board::change4, "x", 2, 3L, true);
    chosen(ChangeHandler.Args4.class, "x", 2, 3L, true);
    Boolean j = board.update(Board::change4Call, "x", 2, 3L, true);
    chosen(ChangeHandler.Args4Call.class, "x", 2, 3L, true);
    Void k = board.update(Board::noReply, "x");
    chosen(ChangeHandler.Args1Call.class, "x");
    Board l = board.update(Board::selfReply);
    chosen(ChangeHandler.Args0.class);

    assertThat(Arrays.asList(a, b, c, d, e, f, g, h, i, j, k, l)).containsOnlyNulls();
  }

  @Test
  void handlersWithoutAResultResolveForEveryNumberOfArguments() {
    Ref<Counter> counter = ref();
    List<String> list = List.of("y");

    counter.update(Counter::void0);
    chosen(InPlaceHandler.Args0.class);
    counter.update(Counter::void0Call);
    chosen(InPlaceHandler.Args0Call.class);
    counter.update(Counter::void1, 1);
    chosen(InPlaceHandler.Args1.class, 1);
    counter.update(Counter::void1Call, 1);
    chosen(InPlaceHandler.Args1Call.class, 1);
    counter.update(Counter::void2, 1, list);
    chosen(InPlaceHandler.Args2.class, 1, list);
    counter.update(Counter::void2Call, 1, list);
    chosen(InPlaceHandler.Args2Call.class, 1, list);
    counter.update(Counter::void3, 1, list, 3);
    chosen(InPlaceHandler.Args3.class, 1, list, 3);
    counter.update(Counter::void3Call, 1, list, 3);
    chosen(InPlaceHandler.Args3Call.class, 1, list, 3);
    counter.update(Counter::void4, 1, list, 3, "z");
    chosen(InPlaceHandler.Args4.class, 1, list, 3, "z");
    counter.update(Counter::void4Call, 1, list, 3, "z");
    chosen(InPlaceHandler.Args4Call.class, 1, list, 3, "z");
    Counter next = counter.update(Counter::next, 1);
    chosen(NextStateHandler.Args1.class, 1);
    Integer reply = counter.update(Counter::addAndGet, 1);
    chosen(ChangeHandler.Args1.class, 1);
    Integer value = counter.query(Counter::value);
    chosen(QueryHandler.Args0.class);

    assertThat(Arrays.asList(next, reply, value)).containsOnlyNulls();
  }

  @Test
  void queriesResolveForEveryNumberOfArguments() {
    Ref<Board> board = ref();

    String a = board.query(Board::query0);
    chosen(QueryHandler.Args0.class);
    String b = board.query(Board::query0Call);
    chosen(QueryHandler.Args0Call.class);
    Integer c = board.query(Board::query1, 1);
    chosen(QueryHandler.Args1.class, 1);
    Boolean d = board.query(Board::query1Call, "x");
    chosen(QueryHandler.Args1Call.class, "x");
    Optional<String> e = board.query(Board::query2, "x", 2);
    chosen(QueryHandler.Args2.class, "x", 2);
    Optional<String> f = board.query(Board::query2Call, "x", 2);
    chosen(QueryHandler.Args2Call.class, "x", 2);
    Map<String, Integer> g = board.query(Board::query3, "x", 2, 3L);
    chosen(QueryHandler.Args3.class, "x", 2, 3L);
    Map<String, Integer> h = board.query(Board::query3Call, "x", 2, 3L);
    chosen(QueryHandler.Args3Call.class, "x", 2, 3L);
    List<String> i = board.query(Board::query4, "x", 2, 3L, true);
    chosen(QueryHandler.Args4.class, "x", 2, 3L, true);
    List<String> j = board.query(Board::query4Call, "x", 2, 3L, true);
    chosen(QueryHandler.Args4Call.class, "x", 2, 3L, true);
    Board k = board.query(Board::self);
    chosen(QueryHandler.Args0.class);

    assertThat(Arrays.asList(a, b, c, d, e, f, g, h, i, j, k)).containsOnlyNulls();
  }

  @Test
  void argumentsMayBeGenericPrimitiveBoxedAnArrayOrNull() {
    Ref<Board> board = ref();
    ArrayList<String> strings = new ArrayList<>(List.of("s"));
    byte[] bytes = {1};
    String[] words = {"w"};

    board.update(Board::lists, strings, Map.of("k", List.of(1)));
    chosen(NextStateHandler.Args2.class, strings, Map.of("k", List.of(1)));
    board.update(Board::lists, List.of(), Map.of());
    chosen(NextStateHandler.Args2.class, List.of(), Map.of());
    board.update(Board::lists, null, null);
    chosen(NextStateHandler.Args2.class, null, null);
    List<String> reply = board.update(Board::wildcards, strings);
    chosen(ChangeHandler.Args1.class, strings);
    board.update(Board::primitives, (byte) 1, (short) 2, 'c', 4f);
    chosen(NextStateHandler.Args4.class, (byte) 1, (short) 2, 'c', 4f);
    board.update(Board::wide, 1L, 2.0);
    chosen(NextStateHandler.Args2.class, 1L, 2.0);
    board.update(Board::array, bytes, words);
    chosen(NextStateHandler.Args2.class, bytes, words);
    board.update(Board::base, "x", 1);
    chosen(NextStateHandler.Args2.class, "x", 1);
    board.update(Board::next1, null);
    chosen(NextStateHandler.Args1.class, (Object) null);
    board.update(Board::change1Call, null);
    chosen(ChangeHandler.Args1Call.class, (Object) null);
    board.update(Board::hidden, "x");
    chosen(NextStateHandler.Args1.class, "x");
    board.update(Board::failing, "x");
    chosen(NextStateHandler.Args1.class, "x");
    board.update(Board::other, new Board("t", List.of()));
    chosen(NextStateHandler.Args1.class, new Board("t", List.of()));

    assertThat(reply).isNull();
  }

  @Test
  void theAsynchronousFormsResolveAlike() {
    Ref<Board> board = ref();
    Ref<Counter> counter = ref();

    CompletableFuture<Board> next = board.updateAsync(Board::next2Call, "x", 2);
    chosen(NextStateHandler.Args2Call.class, "x", 2);
    CompletableFuture<Board> next0 = board.updateAsync(Board::next0);
    chosen(NextStateHandler.Args0.class);
    CompletableFuture<String> reply = board.updateAsync(Board::change1Call, "x");
    chosen(ChangeHandler.Args1Call.class, "x");
    CompletableFuture<Boolean> reply4 = board.updateAsync(Board::change4, "x", 2, 3L, true);
    chosen(ChangeHandler.Args4.class, "x", 2, 3L, true);
    CompletableFuture<Void> nothing = counter.updateAsync(Counter::void1, 1);
    chosen(InPlaceHandler.Args1.class, 1);
    CompletableFuture<Integer> value = counter.queryAsync(Counter::value);
    chosen(QueryHandler.Args0.class);
    CompletableFuture<List<String>> list = board.queryAsync(Board::query4Call, "x", 2, 3L, true);
    chosen(QueryHandler.Args4Call.class, "x", 2, 3L, true);

    assertThat(List.of(next, next0, reply, reply4, nothing, value, list)).allMatch(CompletableFuture::isDone);
  }
}
