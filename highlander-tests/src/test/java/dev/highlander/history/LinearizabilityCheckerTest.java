package dev.highlander.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.highlander.testkit.history.AppendModel;
import dev.highlander.testkit.history.LinearizabilityChecker;
import dev.highlander.testkit.history.Operation;
import dev.highlander.testkit.history.Outcome;
import dev.highlander.testkit.history.RegisterModel;
import dev.highlander.testkit.history.RegisterModel.Input;
import dev.highlander.testkit.history.RegisterModel.Output;
import dev.highlander.testkit.history.RegisterModel.Value;
import dev.highlander.testkit.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Histories that are known to be good or bad, and thousands of small ones against every order there is. */
class LinearizabilityCheckerTest {

  private static final RegisterModel REGISTER = new RegisterModel();

  private final List<Operation<Input, Output>> history = new ArrayList<>();

  @Test
  void nothingIsLinearizable() {
    assertThat(verdict()).isInstanceOf(Verdict.Linearizable.class);
  }

  @Test
  void oneAfterTheOtherIsLinearizableInThatOrder() {
    write("a", 1, 0, 1);
    read(1, "a", 2, 3);
    write("b", 2, 4, 5);
    read(2, "b", 6, 7);

    assertThat(verdict()).isEqualTo(new Verdict.Linearizable<>(history));
  }

  @Test
  void aReadThatRunsBesideAWriteMaySeeItOrNot() {
    write("a", 1, 0, 10);
    read(0, "", 1, 2);
    read(1, "a", 3, 4);

    assertThat(verdict()).isInstanceOf(Verdict.Linearizable.class);
  }

  @Test
  void aReadMayNotGoBackBehindAnEarlierOne() {
    write("a", 1, 0, 10);
    read(1, "a", 1, 2);
    read(0, "", 3, 4);

    assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
  }

  @Test
  void aStaleReadIsFound() {
    write("a", 1, 0, 1);
    read(0, "", 2, 3);

    assertThat(verdict())
        .isInstanceOfSatisfying(Verdict.Violated.class, violated -> assertThat(violated.stuck()).isEqualTo(history.get(1)));
  }

  @Test
  void aLostWriteIsFound() {
    write("a", 1, 0, 1);
    write("b", 1, 2, 3);

    assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
  }

  @Test
  void aWriteThatWasAppliedTwiceIsFound() {
    write("a", 1, 0, 1);
    read(2, "a", 2, 3);

    assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
  }

  @Test
  void aValueThatNobodyWroteIsFound() {
    read(1, "a", 0, 1);

    assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
  }

  @Test
  void aRefusedWriteThatIsSeenIsFound() {
    add(new Input.Write("a"), new Outcome.Refused<>("unavailable"), 0, 1);
    read(1, "a", 2, 3);

    assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
  }

  @Test
  void aWriteOfUnknownOutcomeMayNeverHappenOrLongAfterItsCallerGaveUp() {
    add(new Input.Write("late"), new Outcome.Open<>(), 0, 1);
    read(0, "", 2, 3);
    assertThat(verdict()).isInstanceOf(Verdict.Linearizable.class);

    read(1, "late", 100, 101);
    assertThat(verdict()).isInstanceOf(Verdict.Linearizable.class);
  }

  @Test
  void aWriteOfUnknownOutcomeMayNotComeAndGo() {
    add(new Input.Write("late"), new Outcome.Open<>(), 0, 1);
    read(1, "late", 2, 3);
    read(0, "", 4, 5);

    assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
  }

  @Test
  void aWriteOfUnknownOutcomeMayNotHappenBeforeItsCall() {
    read(1, "late", 0, 1);
    add(new Input.Write("late"), new Outcome.Open<>(), 2, 3);

    assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
  }

  @Test
  void twoConditionalWritesOfOneVersionCanNotBothSucceed() {
    add(new Input.WriteIf(0, "a"), new Outcome.Returned<>(new Output.Is(new Value(1, "a"))), 0, 10);
    add(new Input.WriteIf(0, "b"), new Outcome.Returned<>(new Output.Is(new Value(1, "b"))), 0, 10);
    assertThat(verdict()).isInstanceOf(Verdict.Violated.class);

    history.removeLast();
    add(new Input.WriteIf(0, "b"), new Outcome.Returned<>(new Output.Conflict()), 0, 10);
    assertThat(verdict()).isInstanceOf(Verdict.Linearizable.class);
  }

  @Test
  void whatTouchesInTimeMayOverlap() {
    write("a", 1, 0, 5);
    read(0, "", 5, 6);

    assertThat(verdict()).isInstanceOf(Verdict.Linearizable.class);
  }

  @Test
  void aSearchThatIsTooLongSaysSoInsteadOfGuessing() {
    for (int i = 0; i < 8; i++) {
      add(new Input.Write("w" + i), new Outcome.Open<>(), 0, 100);
    }
    read(99, "impossible", 0, 100);

    assertThat(LinearizabilityChecker.check(REGISTER, history, 10)).isEqualTo(new Verdict.GaveUp<>(10));
    assertThat(verdict()).isInstanceOf(Verdict.Violated.class);
  }

  @Test
  void appendsThatAReadShowsInAnotherOrderAreFound() {
    List<Operation<AppendModel.Input, AppendModel.Output>> appends = new ArrayList<>();
    appends.add(append("x", 1, 0, 1));
    appends.add(append("y", 2, 2, 3));
    appends.add(entries(List.of("x", "y"), 4, 5));
    assertThat(LinearizabilityChecker.check(new AppendModel(), appends)).isInstanceOf(Verdict.Linearizable.class);

    appends.set(2, entries(List.of("y", "x"), 4, 5));
    assertThat(LinearizabilityChecker.check(new AppendModel(), appends)).isInstanceOf(Verdict.Violated.class);
  }

  @Test
  void anOperationCanNotEndBeforeItBegan() {
    assertThatIllegalArgumentException().isThrownBy(() -> write("a", 1, 2, 1));
  }

  @Test
  void smallHistoriesAreJudgedAsByTryingEveryOrder() {
    int good = 0;
    for (long seed : LongStream.range(0, 4_000).toArray()) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Operation<Input, Output>> small = randomHistory(random);
      boolean linearizable = LinearizabilityChecker.check(REGISTER, small) instanceof Verdict.Linearizable;
      assertThat(linearizable).as("seed %d: %s", seed, small).isEqualTo(someOrderExplains(small, List.of(), REGISTER.initial()));
      good += linearizable ? 1 : 0;
    }
    assertThat(good).as("both verdicts are met often").isBetween(400, 3_600);
  }

  @Test
  void aLongHistoryOfARealRegisterIsLinearizable() {
    SplittableRandom random = new SplittableRandom(7);
    Value value = REGISTER.initial();
    for (int i = 0; i < 2_000; i++) {
      long point = i * 10L;
      Input input = random.nextInt(2) == 0 ? new Input.Read() : new Input.Write("v" + i);
      value = REGISTER.next(value, input);
      add(input, new Outcome.Returned<>(new Output.Is(value)), point - random.nextInt(30), point + random.nextInt(30));
    }

    assertThat(verdict()).isInstanceOf(Verdict.Linearizable.class);
  }

  /** Up to five operations whose outputs are guessed from few values, so that many histories are nearly right. */
  private static List<Operation<Input, Output>> randomHistory(SplittableRandom random) {
    List<Operation<Input, Output>> small = new ArrayList<>();
    int size = random.nextInt(2, 6);
    for (int i = 0; i < size; i++) {
      long began = random.nextInt(8);
      long ended = began + random.nextInt(5);
      String value = random.nextBoolean() ? "a" : "b";
      Input input = random.nextInt(3) == 0 ? new Input.Read() : new Input.Write(value);
      String seen = input instanceof Input.Read && random.nextInt(3) == 0 ? "" : value;
      Outcome<Output> outcome = switch (random.nextInt(6)) {
        case 0 -> new Outcome.Open<>();
        case 1 -> new Outcome.Refused<>("no");
        default -> new Outcome.Returned<>(new Output.Is(new Value(seen.isEmpty() ? 0 : random.nextInt(1, 4), seen)));
      };
      small.add(new Operation<>("caller-" + i, input, outcome, began, ended));
    }
    return small;
  }

  /** The definition, word by word: an order of all that were answered and of any open ones, which respects time and explains the outputs. */
  private static boolean someOrderExplains(List<Operation<Input, Output>> left, List<Operation<Input, Output>> before, Value state) {
    if (left.stream().noneMatch(operation -> operation.outcome() instanceof Outcome.Returned)) {
      return true;
    }
    for (Operation<Input, Output> next : left) {
      boolean mustWait = left.stream()
          .anyMatch(other -> other.outcome() instanceof Outcome.Returned && other != next && other.endedNanos() < next.beganNanos());
      Optional<Value> after = switch (next.outcome()) {
        case Outcome.Refused<Output> refused -> Optional.empty();
        case Outcome.Open<Output> open -> Optional.of(REGISTER.next(state, next.input()));
        case Outcome.Returned<Output> returned -> REGISTER.next(state, next.input(), returned.output());
      };
      if (!mustWait && after.isPresent()) {
        List<Operation<Input, Output>> rest = new ArrayList<>(left);
        rest.removeIf(operation -> operation == next);
        List<Operation<Input, Output>> behind = new ArrayList<>(before);
        behind.add(next);
        if (someOrderExplains(rest, behind, after.get())) {
          return true;
        }
      }
    }
    return false;
  }

  private Verdict<Input, Output> verdict() {
    return LinearizabilityChecker.check(REGISTER, history);
  }

  private void write(String value, long version, long began, long ended) {
    add(new Input.Write(value), new Outcome.Returned<>(new Output.Is(new Value(version, value))), began, ended);
  }

  private void read(long version, String value, long began, long ended) {
    add(new Input.Read(), new Outcome.Returned<>(new Output.Is(new Value(version, value))), began, ended);
  }

  private void add(Input input, Outcome<Output> outcome, long began, long ended) {
    history.add(new Operation<>("caller-" + history.size(), input, outcome, began, ended));
  }

  private static Operation<AppendModel.Input, AppendModel.Output> append(String entry, long position, long began, long ended) {
    return new Operation<>(
        "writer", new AppendModel.Input.Append(entry), new Outcome.Returned<>(new AppendModel.Output.Number(position)), began, ended);
  }

  private static Operation<AppendModel.Input, AppendModel.Output> entries(List<String> entries, long began, long ended) {
    return new Operation<>(
        "reader", new AppendModel.Input.Read(), new Outcome.Returned<>(new AppendModel.Output.Entries(entries)), began, ended);
  }
}
