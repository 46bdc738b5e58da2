package dev.highlander.benchmarks.cases;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What is alive on this process's heap, by class: the histogram that {@code jcmd PID GC.class_histogram} gives, which collects first.
 *
 * @param bytes by class name
 * @param instances by class name
 */
record Heap(Map<String, Long> bytes, Map<String, Long> instances) {

  static Heap now() throws JMException {
    System.gc();
    ObjectName diagnostics = new ObjectName("com.sun.management:type=DiagnosticCommand");
    Object[] noArguments = {new String[0]};
    String text =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(diagnostics, "gcClassHistogram", noArguments, new String[] {String[].class.getName()});
    Map<String, Long> bytes = new TreeMap<>();
    Map<String, Long> instances = new TreeMap<>();
    text.lines().map(String::strip).filter(line -> line.matches("\\d+:.*")).forEach(line -> {
      String[] part = line.split("\\s+", -1);
      instances.merge(part[3], Long.parseLong(part[1]), Long::sum);
      bytes.merge(part[3], Long.parseLong(part[2]), Long::sum);
    });
    return new Heap(bytes, instances);
  }

  long total() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  long totalSince(Heap before) {
    return total() - before.total();
  }

  /** The classes that grew most, as lines: bytes and instances for each of so many objects. */
  String growthSince(Heap before, int objects, int lines) {
    Map<String, Long> growth = new TreeMap<>();
    bytes.forEach((name, now) -> growth.put(name, now - before.bytes.getOrDefault(name, 0L)));
    return growth.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(lines)
        .map(each -> String.format(
            "%7.1f bytes %6.2f instances  %s",
            each.getValue() / (double) objects,
            (instances.getOrDefault(each.getKey(), 0L) - before.instances.getOrDefault(each.getKey(), 0L)) / (double) objects,
            each.getKey()))
        .collect(Collectors.joining("\n"));
  }
}
