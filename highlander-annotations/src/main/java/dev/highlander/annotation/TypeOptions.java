package dev.highlander.annotation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of a persistent type as values, validated once, so that the runtime's reader and a compile-time reader report the same
 * message. Empty guard and placement names mean "none given".
 *
 * @param name stable type name, {@code [a-z][a-z0-9-]{0,63}}
 * @param readGuard guard of whole-state reads, or empty
 * @param writeGuard guard of whole-state writes, or empty
 * @param idle how long an activation stays in memory after its last call; empty for the node's setting; 100 ms to 365 days
 * @param placement name of the placement strategy, or empty for the node's setting
 * @param preferred names of nodes in order of preference, at most {@value #MAX_PREFERRED}
 */
public record TypeOptions(
    String name, String readGuard, String writeGuard, Optional<Duration> idle, String placement, List<String> preferred) {

  /** The most preferred nodes a type may name. */
  public static final int MAX_PREFERRED = 16;


  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
  private static final Duration SHORTEST_IDLE = Duration.ofMillis(100);
  private static final Duration LONGEST_IDLE = Duration.ofDays(365);

  public TypeOptions {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("type name '" + name + "' does not match " + NAME.pattern());
    }
    if (!placement.isEmpty() && !NAME.matcher(placement).matches()) {
      throw new IllegalArgumentException("placement '" + placement + "' of type '" + name + "' does not match " + NAME.pattern());
    }
    preferred = List.copyOf(preferred);
    if (preferred.size() > MAX_PREFERRED || preferred.size() != Set.copyOf(preferred).size()) {
      throw new IllegalArgumentException(
          "type '" + name + "' prefers " + preferred + "; it may name " + MAX_PREFERRED + " nodes at most, each once");
    }
    for (String node : preferred) {
      if (!NODE.matcher(node).matches()) {
        throw new IllegalArgumentException("preferred node '" + node + "' of type '" + name + "' does not match " + NODE.pattern());
      }
    }
    idle.ifPresent(time -> {
      if (time.compareTo(SHORTEST_IDLE) < 0 || time.compareTo(LONGEST_IDLE) > 0) {
        throw new IllegalArgumentException(
            "idle time " + time + " of type '" + name + "' is not between " + SHORTEST_IDLE + " and " + LONGEST_IDLE);
      }
    });
  }

  /** Reads an annotation; throws {@link IllegalArgumentException} with a sentence that names the type and the rule. */
  public static TypeOptions of(Persistent annotation) {
    Optional<Duration> idle =
        annotation.idle().isEmpty() ? Optional.empty() : Optional.of(duration(annotation.value(), annotation.idle()));
    List<String> preferred = List.of(annotation.preferred());
    return new TypeOptions(annotation.value(), annotation.read(), annotation.write(), idle, annotation.placement(), preferred);
  }

  private static Duration duration(String type, String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "idle time '" + text + "' of type '" + type + "' is not a number with the unit ms, s, m or h, such as \"30s\"");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}
