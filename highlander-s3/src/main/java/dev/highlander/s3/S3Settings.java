package dev.highlander.s3;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a bucket and how to reach it that is plain data; credentials are a component and are not here, so that settings may be
 * logged.
 *
 * @param bucket name of the bucket
 * @param region its region, or null for the SDK's usual search (environment, profile, instance); with an endpoint {@code us-east-1}
 * @param endpoint address of an S3-compatible server, or null for S3 itself
 * @param pathStyle whether the bucket stands in the path instead of the host name
 * @param prefix put before every key; empty, or ends with a slash; at most 120 characters
 * @param encryption asked for with each write
 * @param etagQuoting how tags are written in {@code If-Match}
 * @param maxInFlight requests on the wire at once, which is also the size of the connection pool; 1 to 10,000
 * @param maxWaiting requests that may wait for a connection; one more is refused at once; 0 to 1,000,000
 * @param connectTimeout for a connection, handshake included
 * @param attemptTimeout for one attempt of a request; writes have exactly one
 * @param totalTimeout for a read with all its attempts, and for waiting for a free connection; below 10 s (protocol F8)
 */
public record S3Settings(
    String bucket,
    @Nullable String region,
    @Nullable URI endpoint,
    boolean pathStyle,
    String prefix,
    Encryption encryption,
    EtagQuoting etagQuoting,
    int maxInFlight,
    int maxWaiting,
    Duration connectTimeout,
    Duration attemptTimeout,
    Duration totalTimeout) {

  /** S3 keys have at most 1,024 bytes; the framework's own have up to 900. */
  public static final int MAX_PREFIX_CHARS = 120;

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]");
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~=-]+");

  public S3Settings {
    require(BUCKET.matcher(bucket).matches(), "not a bucket name: '" + bucket + "'");
    if (endpoint != null) {
      requireEndpoint(endpoint);
    }
    requirePrefix(prefix);
    require(maxInFlight >= 1 && maxInFlight <= 10_000, "maxInFlight is 1 to 10,000, not " + maxInFlight);
    require(maxWaiting >= 0 && maxWaiting <= 1_000_000, "maxWaiting is 0 to 1,000,000, not " + maxWaiting);
    requireShort("connectTimeout", connectTimeout);
    requireShort("attemptTimeout", attemptTimeout);
    requireShort("totalTimeout", totalTimeout);
    require(totalTimeout.compareTo(attemptTimeout) >= 0, "totalTimeout is shorter than attemptTimeout");
  }

  /** The bucket in S3 itself, with the defaults of protocol F8. */
  public static S3Settings of(String bucket) {
    return new S3Settings(
        bucket, null, null, false, "", new Encryption.BucketDefault(), EtagQuoting.AS_GIVEN,
        256, 10_000, Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(8));
  }

  /** A sentence for logs: product, address, bucket and prefix. */
  String describe() {
    String where = endpoint == null ? "in S3" + (region == null ? "" : " " + region) : "at " + endpoint;
    return "bucket '" + bucket + "' " + where + (prefix.isEmpty() ? "" : ", prefix '" + prefix + "'");
  }

  private static void requireEndpoint(URI endpoint) {
    boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    // the address is not shown: it is refused because it may hold a password
    require(endpoint.getRawUserInfo() == null, "the endpoint has user information in it; credentials have settings of their own");
    require(web && endpoint.getHost() != null, "the endpoint is http(s)://host[:port], not " + endpoint);
    require(endpoint.getRawQuery() == null && endpoint.getRawFragment() == null, "the endpoint has a query or fragment: " + endpoint);
  }

  private static void requirePrefix(String prefix) {
    require(prefix.length() <= MAX_PREFIX_CHARS, "the prefix has at most " + MAX_PREFIX_CHARS + " characters, not " + prefix.length());
    require(prefix.isEmpty() || prefix.endsWith("/"), "the prefix ends with a slash: '" + prefix + "'");
    for (String segment : prefix.isEmpty() ? new String[0] : prefix.substring(0, prefix.length() - 1).split("/", -1)) {
      boolean dots = segment.equals(".") || segment.equals("..");
      require(!dots && SEGMENT.matcher(segment).matches(), "the prefix has an illegal part '" + segment + "'");
    }
  }

  private static void requireShort(String name, Duration duration) {
    boolean fits = !duration.isNegative() && !duration.isZero() && duration.compareTo(LONGEST) < 0;
    require(fits, name + " is above 0 and below 10 s, not " + duration);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
