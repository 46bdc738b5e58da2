package dev.highlander.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The result as a Markdown table that also reads well as text. */
final class Table {

  private static final List<String> HEAD = List.of("figure", "measured", "unit", "baseline", "its value", "ratio", "goal", "");

  private Table() {}

  static String of(List<Figure> figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    figures.forEach(figure -> rows.add(row(figure)));
    int[] widths = IntStream.range(0, HEAD.size())
        .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
        .toArray();
    List<String> lines = new ArrayList<>(rows.stream().map(row -> line(row, widths)).toList());
    lines.add(1, IntStream.of(widths).mapToObj(width -> "-".repeat(width + 2)).collect(Collectors.joining("|", "|", "|")));
    return String.join("\n", lines);
  }

  private static List<String> row(Figure figure) {
    String verdict = figure.goal() instanceof Goal.None ? "" : figure.missed() ? "MISSED" : "reached";
    return List.of(
        figure.name(),
        Numbers.text(figure.value()),
        figure.unit(),
        figure.baselineName(),
        Numbers.text(figure.baseline()),
        Numbers.text(figure.ratio()),
        figure.goal().text(),
        verdict);
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, widths.length)
        .mapToObj(column -> " " + row.get(column) + " ".repeat(widths[column] - row.get(column).length()) + " ")
        .collect(Collectors.joining("|", "|", "|"));
  }
}
