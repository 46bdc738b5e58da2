package dev.highlander.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list that is appended to and read. An append gives the entry's position, from 1; a read gives all entries. The states hold
 * entries, so that a read explains which appends of unknown outcome took effect.
 */
public final class AppendModel implements SequentialModel<List<String>, AppendModel.Input, AppendModel.Output> {

  /** What is asked. */
  public sealed interface Input {
    record Append(String entry) implements Input {}

    record Read() implements Input {}

    record Size() implements Input {}
  }

  /** What is given. */
  public sealed interface Output {
    /** Position of an appended entry, or how many there are. */
    record Number(long value) implements Output {}

    record Entries(List<String> entries) implements Output {}
  }

  @Override
  public List<String> initial() {
    return List.of();
  }

  @Override
  public Optional<List<String>> next(List<String> state, Input input, Output output) {
    List<String> after = next(state, input);
    boolean given = switch (input) {
      case Input.Append append -> output.equals(new Output.Number(after.size()));
      case Input.Size size -> output.equals(new Output.Number(state.size()));
      case Input.Read read -> output.equals(new Output.Entries(state));
    };
    return given ? Optional.of(after) : Optional.empty();
  }

  @Override
  public List<String> next(List<String> state, Input input) {
    if (!(input instanceof Input.Append append)) {
      return state;
    }
    List<String> longer = new ArrayList<>(state);
    longer.add(append.entry());
    return List.copyOf(longer);
  }
}
