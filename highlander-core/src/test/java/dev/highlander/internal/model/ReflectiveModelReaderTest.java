package dev.highlander.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.highlander.BadRequest;
import dev.highlander.Call;
import dev.highlander.Change;
import dev.highlander.annotation.Allow;
import dev.highlander.annotation.Initial;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReflectiveModelReaderTest {

  @Persistent(value = "list", read = "member", write = "owner", idle = "5s", placement = "random")
  record Listing(String title, List<String> items, Set<String> members) {
    @Update @Allow("member") Listing rename(String next) { return new Listing(next, items, members); }
    @Update @Allow("member") private Change<Listing, Optional<String>> add(String item, int at, Call call) {
      return Change.to(this).reply(Optional.of(item + at + call));
    }
    @Query @Allow("owner") List<String> open() { return items; }
    @Query int count(Call call) { return items.size(); }
    @Update Listing merge(List<String> more, Map<String, Long> counts) { return this; }
    private boolean member(Call call) { return call == null; }
    boolean owner() { return !members.isEmpty(); }
  }

  @Persistent("counter")
  static class Counter {
    private int value = 7;
    private List<String> log = new ArrayList<>();

    private Counter() {}

    @Update void add(int by) { value += by; }
    @Update Change<Counter, Integer> addAndGet(int by) { value += by; return Change.to(this).reply(value); }
    @Query int current() { return value; }
    @Query List<String> log() { return log; }
  }

  @Test
  void handlersOfEveryShapeAreReadWithTheirTypesAndCalled() throws Throwable {
    TypeModel<Listing> model = ReflectiveModelReader.read(Listing.class);

    HandlerModel add = model.handler("add");
    assertThat(add.shape()).isEqualTo(HandlerModel.Shape.CHANGE);
    assertThat(add.parameters()).containsExactly(String.class, int.class);
    assertThat(add.reply().getTypeName()).isEqualTo("java.util.Optional<java.lang.String>");
    Listing state = new Listing("t", List.of("x"), Set.of());
    assertThat(add.code().call(state, new Object[] {"a", 3}, null)).isEqualTo(new Change<>(state, Optional.of("a3null")));

    assertThat(model.handler("rename").shape()).isEqualTo(HandlerModel.Shape.NEXT_STATE);
    assertThat(model.handler("rename").reply()).isEqualTo(Listing.class);
    assertThat(model.handler("rename").code().call(state, new Object[] {"u"}, null)).isEqualTo(new Listing("u", List.of("x"), Set.of()));
    assertThat(model.handler("count").shape()).isEqualTo(HandlerModel.Shape.QUERY);
    assertThat(model.handler("count").parameters()).isEmpty();
    assertThat(model.handler("count").code().call(state, new Object[0], null)).isEqualTo(1);
    assertThat(model.handler("merge").parameters().get(1).getTypeName()).isEqualTo("java.util.Map<java.lang.String, java.lang.Long>");
    assertThat(model.handlers()).containsOnlyKeys("rename", "add", "open", "count", "merge");
    assertThat(model.options().placement()).isEqualTo("random");
  }

  @Test
  void aHandlersExceptionComesThroughAsItIs() {
    @Persistent("failing")
    record Failing() {
      @Query int fail() { throw new IllegalArgumentException("mine"); }
    }

    HandlerModel fail = ReflectiveModelReader.read(Failing.class).handler("fail");

    assertThatThrownBy(() -> fail.code().call(new Failing(), new Object[0], null))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("mine");
  }

  @Test
  void guardsAreFoundByNameWithAndWithoutTheCall() throws Throwable {
    TypeModel<Listing> model = ReflectiveModelReader.read(Listing.class);

    Guard.Method member = (Guard.Method) model.read();
    assertThat(member.name()).isEqualTo("member");
    assertThat(member.code().admits(new Listing("", List.of(), Set.of()), null)).isTrue();
    Guard.Method owner = (Guard.Method) model.handler("open").guard();
    assertThat(owner.code().admits(new Listing("", List.of(), Set.of()), null)).isFalse();
    assertThat(owner.code().admits(new Listing("", List.of(), Set.of("a")), null)).isTrue();
    assertThat(model.handler("count").guard()).isInstanceOf(Guard.Open.class);
  }

  @Test
  void wholeStateAccessIsClosedIfAHandlerIsGuardedAndNoGuardIsNamedForIt() {
    @Persistent("half")
    record Half(String a) {
      @Query @Allow("mine") String a2() { return a; }
      boolean mine() { return true; }
    }

    @Persistent("open")
    record Open(String a) {
      @Query String a2() { return a; }
    }

    assertThat(ReflectiveModelReader.read(Half.class).read()).isInstanceOf(Guard.Closed.class);
    assertThat(ReflectiveModelReader.read(Half.class).write()).isInstanceOf(Guard.Closed.class);
    assertThat(ReflectiveModelReader.read(Open.class).read()).isInstanceOf(Guard.Open.class);
    assertThat(ReflectiveModelReader.read(Open.class).write()).isInstanceOf(Guard.Open.class);
  }

  @Test
  void aMutableClassStartsFromItsConstructorAndIsNeverShared() throws Throwable {
    TypeModel<Counter> model = ReflectiveModelReader.read(Counter.class);

    Counter counter = model.initial().get();
    assertThat(model.handler("add").shape()).isEqualTo(HandlerModel.Shape.IN_PLACE);
    assertThat(model.handler("add").code().call(counter, new Object[] {3}, null)).isNull();
    assertThat(counter.value).isEqualTo(10);
    assertThat(model.initial().get()).isNotSameAs(counter).extracting(c -> c.value).isEqualTo(7);
    assertThat(model.shareable()).isFalse();
    assertThat(model.handler("current").replyImmutable()).isTrue();
    assertThat(model.handler("log").replyImmutable()).as("it is a live part of the state").isFalse();
  }

  @Test
  void withoutInitialARecordStartsWithNullZeroAndEmptyCollections() {
    @Persistent("blank")
    record Blank(
        String s, int i, boolean b, char c, List<String> list, Map<String, String> map, Optional<String> o, ArrayList<String> own, Integer box) {}

    assertThat(ReflectiveModelReader.read(Blank.class).initial().get())
        .isEqualTo(new Blank(null, 0, false, '\0', List.of(), Map.of(), Optional.empty(), new ArrayList<>(), null));
  }

  @Test
  void initialMakesTheFirstState() {
    @Persistent("first")
    record First(String a) {
      @Initial private static First make() { return new First("made"); }
    }

    assertThat(ReflectiveModelReader.read(First.class).initial().get()).isEqualTo(new First("made"));
  }

  @Test
  void copiesAreSavedOnlyWhereNothingCanBeChanged() {
    TypeModel<Listing> model = ReflectiveModelReader.read(Listing.class);

    assertThat(model.shareable()).isTrue();
    assertThat(model.handler("open").replyImmutable()).as("a query's list is part of the state or fresh").isTrue();
    assertThat(model.handler("rename").replyImmutable()).isTrue();
    assertThat(model.handler("add").replyImmutable()).as("an Optional of text").isTrue();
    assertThat(model.handler("add").argumentsImmutable()).isTrue();
    assertThat(model.handler("merge").argumentsImmutable()).as("the caller may keep its list").isFalse();
  }

  // ---- Mistakes. Each class has exactly one.

  record NotAnnotated() {}

  @Persistent("Bad Name") record BadName() {}

  @Persistent(value = "x", idle = "5") record BadIdle() {}

  @Persistent("x") interface AnInterface {}

  @Persistent("x") abstract static class AnAbstract {}

  @Persistent("x") enum AnEnum {}

  @Persistent("x") record Generic<T>(T t) {}

  @Persistent("x") static class NoConstructor { NoConstructor(int i) {} }

  @Persistent("x") class Inner {}

  @Persistent("x") static class FinalField { final List<String> items = new ArrayList<>(); }

  @Persistent("x") record Overloaded() {
    @Update Overloaded go() { return this; }
    @Update Overloaded go(int i) { return this; }
  }

  @Persistent("x") record OverloadedByAnAccessor(String title) {
    @Update OverloadedByAnAccessor title(String next) { return this; }
  }

  @Persistent("x") record OverloadedByObject() {
    @Update OverloadedByObject notify(String who) { return this; }
  }

  @Persistent("x") record Both() { @Update @Query Both go() { return this; } }

  @Persistent("x") record UnknownGuard() { @Query @Allow("nobody") int go() { return 1; } }

  @Persistent("x") record GuardReturnsText() {
    @Query @Allow("g") int go() { return 1; }
    String g() { return ""; }
  }

  @Persistent("x") record GuardTakesText() {
    @Query @Allow("g") int go() { return 1; }
    boolean g(String who) { return true; }
  }

  @Persistent("x") record GuardIsStatic() {
    @Query @Allow("g") int go() { return 1; }
    static boolean g() { return true; }
  }

  @Persistent("x") record GuardIsOverloaded() {
    @Query @Allow("g") int go() { return 1; }
    boolean g() { return true; }
    boolean g(Call call) { return true; }
  }

  @Persistent(value = "x", read = "nobody") record UnknownReadGuard() {}

  @Persistent(value = "x", write = "nobody") record UnknownWriteGuard() {}

  @Persistent("x") record AllowWithoutHandler() {
    @Allow("g") int go() { return 1; }
    boolean g() { return true; }
  }

  @Persistent("x") record StaticHandler() { @Query static int go() { return 1; } }

  @Persistent("x") record VoidUpdateOfARecord() { @Update void go() {} }

  @Persistent("x") record UpdateReturnsText() { @Update String go() { return ""; } }

  @Persistent("x") static class UpdateOfAClassReturnsInt { @Update int go() { return 1; } }

  @SuppressWarnings("rawtypes")
  @Persistent("x") record RawChange() { @Update Change go() { return Change.to(this); } }

  @Persistent("x") record ChangeOfAnother() { @Update Change<String, Void> go() { return Change.to(""); } }

  @Persistent("x") record ChangeOfAnything() { @Update Change<ChangeOfAnything, ?> go() { return Change.to(this); } }

  @Persistent("x") record VoidQuery() { @Query void go() {} }

  @Persistent("x") record QueryReturnsChange() { @Query Change<QueryReturnsChange, Void> go() { return Change.to(this); } }

  @Persistent("x") record FutureQuery() { @Query CompletableFuture<String> go() { return new CompletableFuture<>(); } }

  @Persistent("x") record FiveArguments() { @Query int go(int a, int b, int c, int d, int e) { return 1; } }

  @Persistent("x") record CallFirst() { @Query int go(Call call, int a) { return 1; } }

  @Persistent("x") record Varargs() { @Query int go(int... a) { return 1; } }

  @Persistent("x") record GenericHandler() { @Query <T> int go(T a) { return 1; } }

  @Persistent("x") record InitialWithParameters() { @Initial static InitialWithParameters make(int i) { return new InitialWithParameters(); } }

  @Persistent("x") record InitialOfAnother() { @Initial static String make() { return ""; } }

  @Persistent("x") record InitialNotStatic() { @Initial InitialNotStatic make() { return this; } }

  @Persistent("x") record InitialTwice() {
    @Initial static InitialTwice make() { return new InitialTwice(); }
    @Initial static InitialTwice make2() { return new InitialTwice(); }
  }

  @Persistent("x") record InitialThrows() { @Initial static InitialThrows make() { throw new IllegalStateException("boom"); } }

  @Persistent("x") record InitialIsNull() { @Initial static @Nullable InitialIsNull make() { return null; } }

  @Persistent("x") record RefusesEmptyValues(String a) {
    RefusesEmptyValues {
      if (a == null) {
        throw new IllegalArgumentException("a is needed");
      }
    }
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(NotAnnotated.class, "is not annotated @Persistent"),
        Arguments.of(BadName.class, "type name 'Bad Name' does not match"),
        Arguments.of(BadIdle.class, "idle time '5'"),
        Arguments.of(AnInterface.class, "not an interface"),
        Arguments.of(AnAbstract.class, "abstract class"),
        Arguments.of(AnEnum.class, "an enum"),
        Arguments.of(Generic.class, "has type parameters"),
        Arguments.of(NoConstructor.class, "needs a constructor without parameters"),
        Arguments.of(Inner.class, "has to be static"),
        Arguments.of(FinalField.class, "field items is final"),
        Arguments.of(Overloaded.class, "go is overloaded"),
        Arguments.of(OverloadedByAnAccessor.class, "title is overloaded"),
        Arguments.of(OverloadedByObject.class, "notify is overloaded"),
        Arguments.of(Both.class, "go is both @Update and @Query"),
        Arguments.of(UnknownGuard.class, "is 'nobody', but"),
        Arguments.of(GuardReturnsText.class, "a guard is a method 'boolean g(Call call)'"),
        Arguments.of(GuardTakesText.class, "a guard is a method 'boolean g(Call call)'"),
        Arguments.of(GuardIsStatic.class, "that is not static"),
        Arguments.of(GuardIsOverloaded.class, "can't be overloaded"),
        Arguments.of(UnknownReadGuard.class, "the read guard of"),
        Arguments.of(UnknownWriteGuard.class, "the write guard of"),
        Arguments.of(AllowWithoutHandler.class, "is marked @Allow but is no handler"),
        Arguments.of(StaticHandler.class, "go is static"),
        Arguments.of(VoidUpdateOfARecord.class, "a record can't change"),
        Arguments.of(UpdateReturnsText.class, "returns java.lang.String; it is to return the next UpdateReturnsText"),
        Arguments.of(UpdateOfAClassReturnsInt.class, "or nothing"),
        Arguments.of(RawChange.class, "it is to return Change<RawChange, reply>"),
        Arguments.of(ChangeOfAnother.class, "it is to return Change<ChangeOfAnother, reply>"),
        Arguments.of(ChangeOfAnything.class, "uses the type ?"),
        Arguments.of(VoidQuery.class, "is a @Query and returns nothing"),
        Arguments.of(QueryReturnsChange.class, "is a @Query and returns a Change"),
        Arguments.of(FutureQuery.class, "plain values"),
        Arguments.of(FiveArguments.class, "has 5 arguments"),
        Arguments.of(CallFirst.class, "takes a Call that is not its last parameter"),
        Arguments.of(Varargs.class, "variable number of arguments"),
        Arguments.of(GenericHandler.class, "has type parameters"),
        Arguments.of(InitialWithParameters.class, "is marked @Initial, so it is to be 'static InitialWithParameters make()'"),
        Arguments.of(InitialOfAnother.class, "is marked @Initial, so it is to be"),
        Arguments.of(InitialNotStatic.class, "is marked @Initial, so it is to be"),
        Arguments.of(InitialTwice.class, "has 2 methods marked @Initial"),
        Arguments.of(InitialThrows.class, "threw java.lang.IllegalStateException: boom"),
        Arguments.of(InitialIsNull.class, "returned null"),
        Arguments.of(RefusesEmptyValues.class, "add a method marked @Initial"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsNamedWhenTheTypeIsRegistered(Class<?> type, String sentence) {
    assertThatThrownBy(() -> ReflectiveModelReader.read(type))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining(type.getSimpleName())
        .hasMessageContaining(sentence);
  }

  @Test
  void fourArgumentsBesideTheCallAreTheLimit() {
    @Persistent("four")
    record Four() {
      @Query int go(int a, int b, int c, int d, Call call) { return 1; }
    }

    assertThat(ReflectiveModelReader.read(Four.class).handler("go").parameters()).hasSize(4);
  }
}
