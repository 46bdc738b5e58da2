package dev.highlander.http;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files of a page, from folders of the class path. Only plain names with a known ending are looked for, so a path can't leave its folder
 * and a folder can't be listed; everything else is not there. Immutable once built, thread-safe.
 */
final class Resources {

  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.([a-z0-9]+)");

  private static final Map<String, String> CONTENT_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  /** Scripts and styles come from files of the page, never from its text; it talks to its own gateway only. */
  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

  private record Folder(String prefix, String folder, ClassLoader loader) {}

  private final List<Folder> folders = new ArrayList<>();

  void add(String prefix, String folder, ClassLoader loader) {
    if (!prefix.startsWith("/") || !prefix.endsWith("/")) {
      throw new IllegalArgumentException("a folder's path begins and ends with a slash: '" + prefix + "'");
    }
    folders.add(new Folder(prefix, folder.replaceAll("^/|/$", "") + "/", loader));
  }

  /** The file at a path as it was sent, or that it has not changed; null if there is none. */
  @Nullable HttpAnswer find(String path, @Nullable String ifNoneMatch) {
    for (Folder folder : folders) {
      if (path.startsWith(folder.prefix())) {
        String name = path.substring(folder.prefix().length());
        byte[] content = content(folder, name.isEmpty() ? "index.html" : name);
        if (content != null) {
          return answer(content, name.isEmpty() ? "html" : ending(name), ifNoneMatch);
        }
      }
    }
    return null;
  }

  private static byte @Nullable [] content(Folder folder, String name) {
    if (!NAME.matcher(name).matches() || !CONTENT_TYPES.containsKey(ending(name))) {
      return null;
    }
    try (InputStream in = folder.loader().getResourceAsStream(folder.folder() + name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static HttpAnswer answer(byte[] content, String ending, @Nullable String ifNoneMatch) {
    String tag = '"' + digest(content) + '"';
    HttpAnswer answer =
        tag.equals(ifNoneMatch)
            ? HttpAnswer.empty(304)
            : HttpAnswer.of(200, CONTENT_TYPES.getOrDefault(ending, "application/octet-stream"), content);
    return answer.with("ETag", tag).with("Cache-Control", "no-cache").with("Content-Security-Policy", PAGE_POLICY);
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
