package dev.highlander.benchmarks;

import dev.highlander.benchmarks.cases.Claims;
import dev.highlander.benchmarks.cases.Failover;
import dev.highlander.benchmarks.cases.HotObject;
import dev.highlander.benchmarks.cases.IdleHeap;
import dev.highlander.benchmarks.cases.Lifecycle;
import dev.highlander.benchmarks.cases.LocalQuery;
import dev.highlander.benchmarks.cases.RemoteQuery;
import dev.highlander.benchmarks.cases.SpreadUpdates;
import dev.highlander.benchmarks.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The command: runs benchmarks one after the other, each in a process of its own, and shows what came out. */
public final class Benchmarks {

  private static final List<Benchmark> ALL =
      List.of(
          new LocalQuery(), new RemoteQuery(), new HotObject(), new SpreadUpdates(), new Claims(), new IdleHeap(), new Lifecycle(),
          new Failover());

  private static final String USAGE =
      """
      Usage: benchmarks [--quick] [--jfr FOLDER] [NAME...]
        --quick       about a minute for everything: shows that it works, not how fast it is
        --jfr FOLDER  a flight recording of each process, to be read with "jfr view hot-methods FILE"
      Names; all of them if none is given:
      """;

  private Benchmarks() {}

  public static void main(String[] args) throws Exception {
    Arguments given = Arguments.parse(args);
    if (given == null) {
      System.err.print(USAGE);
      ALL.forEach(each -> System.err.printf("  %-16s %s%n", each.name(), each.question()));
      System.exit(2);
    } else if (given.inThisProcess()) {
      System.exit(runHere(given));
    } else {
      System.exit(supervise(given));
    }
  }

  /** The exit code: whatever a benchmark leaves running must not keep its process alive. */
  private static int runHere(Arguments given) {
    try {
      given.chosen().getFirst().run(new Run(given.plan(), System.out));
      return 0;
    } catch (Throwable failed) {
      failed.printStackTrace(System.err);
      return 1;
    }
  }

  private static int supervise(Arguments given) throws Exception {
    System.out.println(Machine.describe());
    if (Machine.load() > Runtime.getRuntime().availableProcessors()) {
      System.out.println("The machine is busy with other work: trust the ratios more than the figures, and neither much.");
    }
    List<Figure> figures = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Benchmark each : given.chosen()) {
      System.out.printf("%s (%d of %d): %s%n", each.name(), given.chosen().indexOf(each) + 1, given.chosen().size(), each.question());
      if (!runApart(each, given, figures)) {
        failed.add(each.name());
      }
    }
    System.out.println("\n" + Table.of(figures));
    List<String> missed = figures.stream().filter(Figure::missed).map(Figure::name).toList();
    System.out.println(missed.isEmpty() ? "\nEvery goal was reached." : "\nMissed: " + String.join("; ", missed) + ".");
    if (given.plan().quick()) {
      System.out.println("This was a quick run: it is too short to judge by.");
    }
    if (!failed.isEmpty()) {
      System.out.println("Failed: " + String.join(", ", failed) + ".");
    }
    return failed.isEmpty() ? 0 : 1;
  }

  private static boolean runApart(Benchmark each, Arguments given, List<Figure> figures) throws Exception {
    List<String> command = new ArrayList<>(List.of(Arguments.HERE));
    if (given.plan().quick()) {
      command.add(Arguments.QUICK);
    }
    command.add(each.name());
    List<String> flags = new ArrayList<>(each.jvmFlags());
    Path recordings = given.recordings();
    if (recordings != null) {
      Files.createDirectories(recordings);
      flags.addAll(ChildProcess.recordInto(recordings, each.name()));
    }
    return ChildProcess.run(Benchmarks.class, flags, command, line -> {
      if (line.startsWith(Run.FIGURE)) {
        figures.add(Figure.parse(line.substring(Run.FIGURE.length())));
      } else {
        System.out.println(line);
      }
    }) == 0;
  }

  /**
   * The command line.
   *
   * @param recordings where flight recordings go; null for none
   */
  private record Arguments(boolean inThisProcess, Plan plan, @Nullable Path recordings, List<Benchmark> chosen) {

    static final String HERE = "--in-this-process";
    static final String QUICK = "--quick";

    /** Null if something is misspelled. */
    static @Nullable Arguments parse(String[] args) {
      boolean here = false;
      Plan plan = Plan.FULL;
      Path recordings = null;
      List<Benchmark> chosen = new ArrayList<>();
      for (int i = 0; i < args.length; i++) {
        String arg = args[i];
        List<Benchmark> named = ALL.stream().filter(each -> each.name().equals(arg)).collect(Collectors.toList());
        if (arg.equals(HERE)) {
          here = true;
        } else if (arg.equals(QUICK)) {
          plan = Plan.QUICK;
        } else if (arg.equals("--jfr") && i + 1 < args.length) {
          recordings = Path.of(args[++i]);
        } else if (named.isEmpty()) {
          return null;
        } else {
          chosen.addAll(named);
        }
      }
      return new Arguments(here, plan, recordings, chosen.isEmpty() ? ALL : chosen);
    }
  }
}
