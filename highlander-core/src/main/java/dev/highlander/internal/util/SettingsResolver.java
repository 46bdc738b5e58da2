package dev.highlander.internal.util;

import dev.highlander.BadRequest;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds settings given from outside the program: {@code -Dhighlander.x.y}, then the environment's {@code HIGHLANDER_X_Y}, then the properties
 * file that {@code highlander.settings} names. What the program itself says comes before all of them and is the caller's business. Immutable.
 *
 * <p>An unknown {@code highlander.*} key in properties or file is an error that names the nearest known one: a misspelled limit must not be
 * ignored. The environment is not searched for unknown names, because others put theirs there (a Kubernetes service named {@code highlander}
 * gives every pod a {@code HIGHLANDER_SERVICE_HOST}).
 */
public final class SettingsResolver {

  private static final String PREFIX = "highlander.";
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})\\s*(ms|s|m|h|d)");
  private static final Pattern FLAG = Pattern.compile("true|false");
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,10})\\s*(KiB|MiB)?");

  private final Set<String> known;
  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final Map<String, String> file;

  private SettingsResolver(
      Set<String> known, Map<String, String> properties, Map<String, String> environment, Map<String, String> file) {
    this.known = known;
    this.properties = properties;
    this.environment = environment;
    this.file = file;
  }

  /**
   * Reads from the given sources.
   *
   * @param known every legal key
   * @throws BadRequest if a key is unknown, or the file can't be read
   */
  public static SettingsResolver of(Set<String> known, Properties properties, Map<String, String> environment) {
    Map<String, String> given = ours(properties);
    requireKnown(known, given, "the system property");
    String path = given.getOrDefault(SettingKeys.FILE, environment.get(variable(SettingKeys.FILE)));
    Map<String, String> file = path == null ? Map.of() : read(Path.of(path));
    requireKnown(known, file, "in the file " + path + " the setting");
    return new SettingsResolver(Set.copyOf(known), Map.copyOf(given), Map.copyOf(environment), Map.copyOf(file));
  }

  /** Reads this process's system properties and environment, and the file they name. */
  public static SettingsResolver ofProcess(Set<String> known) {
    return of(known, System.getProperties(), System.getenv());
  }

  /** The text of a setting. Asking for a key that is not known is a defect of the caller. */
  public Optional<String> text(String key) {
    if (!known.contains(key)) {
      throw new IllegalArgumentException(key + " is not among the known settings");
    }
    String value = properties.get(key);
    value = value != null ? value : environment.get(variable(key));
    value = value != null ? value : file.get(key);
    return Optional.ofNullable(value).map(String::strip);
  }

  /** A duration: a number with the unit {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}. */
  public Optional<Duration> duration(String key) {
    return text(key).map(value -> {
      Matcher matcher = matcher(key, value, DURATION, "a number with the unit ms, s, m, h or d, such as 250ms");
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    });
  }

  /** {@code true} or {@code false}. */
  public Optional<Boolean> flag(String key) {
    return text(key).map(value -> matcher(key, value, FLAG, "true or false").group().equals("true"));
  }

  /** A whole number. */
  public OptionalInt integer(String key) {
    Integer value = parsed(key, Integer::valueOf, "a whole number");
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** A decimal number. */
  public OptionalDouble number(String key) {
    Double value = parsed(key, Double::valueOf, "a number");
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** A number of bytes, optionally with the unit {@code KiB} or {@code MiB}; below 2 GiB. */
  public OptionalInt bytes(String key) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    String expected = "a number of bytes below 2 GiB, such as 4MiB";
    Matcher matcher = matcher(key, value.get(), BYTES, expected);
    String unit = matcher.group(2) == null ? "" : matcher.group(2);
    long factor = unit.equals("KiB") ? 1L << 10 : unit.equals("MiB") ? 1L << 20 : 1L;
    long bytes = Long.parseLong(matcher.group(1)) * factor;
    if (bytes > Integer.MAX_VALUE) {
      throw wrong(key, value.get(), expected);
    }
    return OptionalInt.of((int) bytes);
  }

  private <T> @Nullable T parsed(String key, Function<String, T> parser, String expected) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return null;
    }
    try {
      return parser.apply(value.get());
    } catch (NumberFormatException e) {
      throw wrong(key, value.get(), expected);
    }
  }

  private static Matcher matcher(String key, String value, Pattern pattern, String expected) {
    Matcher matcher = pattern.matcher(value);
    if (!matcher.matches()) {
      throw wrong(key, value, expected);
    }
    return matcher;
  }

  private static BadRequest wrong(String key, String value, String expected) {
    return new BadRequest("the setting " + key + " is '" + value + "'; it has to be " + expected);
  }

  /** The environment's name for a key. */
  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Map<String, String> ours(Properties properties) {
    Map<String, String> ours = new HashMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(PREFIX)) {
        ours.put(key, properties.getProperty(key));
      }
    }
    return ours;
  }

  private static Map<String, String> read(Path path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadRequest("the settings file " + path + " can't be read: " + e, e);
    }
    Map<String, String> all = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> all.put(key, properties.getProperty(key)));
    return all;
  }

  private static void requireKnown(Set<String> known, Map<String, String> given, String where) {
    for (String key : given.keySet().stream().sorted().toList()) {
      if (!known.contains(key)) {
        String nearest = known.stream().min(Comparator.<String>comparingInt(k -> distance(k, key)).thenComparing(k -> k)).orElse("none");
        throw new BadRequest(where + " " + key + " is unknown; the nearest known one is " + nearest);
      }
    }
  }

  /** How many characters have to be inserted, removed or replaced (Levenshtein), in one row of memory. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
