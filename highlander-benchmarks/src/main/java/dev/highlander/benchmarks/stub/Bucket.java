package dev.highlander.benchmarks.stub;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is stored, in memory; conditions are decided atomically for each key. Thread-safe. */
final class Bucket {

  /** How the path that asks for the counters begins; no bucket may be named so. */
  static final String COUNTERS = "/-/counters";

  private record Stored(byte[] body, String etag) {}

  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final AtomicLong tags = new AtomicLong();
  private final AtomicLong puts = new AtomicLong();
  private final AtomicLong putBytes = new AtomicLong();

  HttpAnswer handle(HttpRequest request) {
    return switch (request.method()) {
      case "PUT" -> put(request);
      case "GET" -> request.path().equals(COUNTERS) ? counters() : request.query().containsKey("list-type") ? list(request) : get(request);
      case "HEAD" -> get(request);
      case "DELETE" -> delete(request);
      default -> HttpAnswer.error(501, "NotImplemented");
    };
  }

  private HttpAnswer counters() {
    return HttpAnswer.text(puts.get() + " " + putBytes.get());
  }

  private HttpAnswer put(HttpRequest request) {
    puts.incrementAndGet();
    putBytes.addAndGet(request.body().length);
    Stored next = new Stored(request.body(), "\"" + Long.toHexString(tags.incrementAndGet()) + "\"");
    Stored after = objects.compute(request.path(), (key, present) -> holds(request, present) ? next : present);
    if (after == next) {
      return HttpAnswer.ok(next.etag);
    }
    return after == null ? HttpAnswer.error(404, "NoSuchKey") : HttpAnswer.error(412, "PreconditionFailed");
  }

  private static boolean holds(HttpRequest request, @Nullable Stored present) {
    String match = request.headers().get("if-match");
    boolean absent = request.headers().containsKey("if-none-match");
    return (match == null || (present != null && present.etag.equals(match))) && (!absent || present == null);
  }

  private HttpAnswer get(HttpRequest request) {
    Stored stored = objects.get(request.path());
    return stored == null ? HttpAnswer.error(404, "NoSuchKey") : HttpAnswer.ok(stored.etag, stored.body);
  }

  private HttpAnswer delete(HttpRequest request) {
    Stored after = objects.computeIfPresent(request.path(), (key, present) -> holds(request, present) ? null : present);
    return after == null ? new HttpAnswer(204, "", new byte[0]) : HttpAnswer.error(412, "PreconditionFailed");
  }

  private HttpAnswer list(HttpRequest request) {
    String bucket = request.path().endsWith("/") ? request.path() : request.path() + "/";
    String prefix = bucket + request.query().getOrDefault("prefix", "");
    String after = bucket + request.query().getOrDefault("start-after", "");
    int limit = Integer.parseInt(request.query().getOrDefault("max-keys", "1000"));
    List<String> found = objects.keySet().stream()
        .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
        .sorted()
        .limit(limit + 1L)
        .toList();
    String entries = found.stream()
        .limit(limit)
        .map(key -> "<Contents><Key>" + key.substring(bucket.length()) + "</Key><Size>" + size(key) + "</Size></Contents>")
        .collect(Collectors.joining());
    return HttpAnswer.text(
        "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>" + (found.size() > limit)
            + "</IsTruncated>" + entries + "</ListBucketResult>");
  }

  private int size(String key) {
    Stored stored = objects.get(key);
    return stored == null ? 0 : stored.body.length;
  }
}
