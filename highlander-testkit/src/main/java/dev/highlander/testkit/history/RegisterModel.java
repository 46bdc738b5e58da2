package dev.highlander.testkit.history;

import java.util.Optional;

/**
 * A value with a version that is read, written, and written on condition of its version: what {@code get}, {@code put} and {@code putIf} of an
 * object do. The version counts the writes.
 */
public final class RegisterModel implements SequentialModel<RegisterModel.Value, RegisterModel.Input, RegisterModel.Output> {

  /** A value and its version; version 0 is the value that was never written. */
  public record Value(long version, String value) {}

  /** What is asked. */
  public sealed interface Input {
    record Read() implements Input {}

    record Write(String value) implements Input {}

    /** Writes if the version is this one. */
    record WriteIf(long version, String value) implements Input {}
  }

  /** What is given. */
  public sealed interface Output {
    /** Read, or written: what is there now. */
    record Is(Value value) implements Output {}

    /** The version was another one. */
    record Conflict() implements Output {}
  }

  @Override
  public Value initial() {
    return new Value(0, "");
  }

  @Override
  public Optional<Value> next(Value state, Input input, Output output) {
    Value after = next(state, input);
    boolean conflict = input instanceof Input.WriteIf write && write.version() != state.version();
    boolean given = conflict ? output instanceof Output.Conflict : output.equals(new Output.Is(after));
    return given ? Optional.of(after) : Optional.empty();
  }

  @Override
  public Value next(Value state, Input input) {
    return switch (input) {
      case Input.Read read -> state;
      case Input.Write write -> new Value(state.version() + 1, write.value());
      case Input.WriteIf write -> write.version() == state.version() ? new Value(state.version() + 1, write.value()) : state;
    };
  }
}
