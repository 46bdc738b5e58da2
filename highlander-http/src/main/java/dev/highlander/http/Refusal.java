package dev.highlander.http;

import org.jspecify.annotations.Nullable;

/** Ends a request with a problem of HTTP's own, before any object was asked. Caught once, where the request came in. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final @Nullable String header;
  private final @Nullable String value;

  private Refusal(int status, String title, String detail, @Nullable String header, @Nullable String value) {
    super(detail, null, false, false);
    this.status = status;
    this.title = title;
    this.header = header;
    this.value = value;
  }

  static Refusal of(int status, String title, String detail) {
    return new Refusal(status, title, detail, null, null);
  }

  static Refusal badRequest(String detail) {
    return of(400, "bad-request", detail);
  }

  static Refusal notFound(String detail) {
    return of(404, "not-found", detail);
  }

  static Refusal tooLarge(long limit) {
    return of(413, "too-large", "the content is longer than " + limit + " bytes");
  }

  static Refusal brokenOff() {
    return of(408, "request-timeout", "the content broke off");
  }

  static Refusal tooSlow(int minBytesPerSecond) {
    return of(408, "request-timeout", "the content comes at less than " + minBytesPerSecond + " bytes per second");
  }

  static Refusal unauthenticated(Authentication.Refused refused) {
    return of(401, "not-authenticated", refused.reason()).with("WWW-Authenticate", refused.challenge());
  }

  private Refusal with(String name, String content) {
    return new Refusal(status, title, message(), name, content);
  }

  static Refusal methodNotAllowed(String method, String allowed) {
    return of(405, "method-not-allowed", method + " is not possible here; possible are " + allowed).with("Allow", allowed);
  }

  HttpAnswer answer(ProblemDocuments problems) {
    HttpAnswer answer = problems.document(status, title, message(), "", null);
    return header == null || value == null ? answer : answer.with(header, value);
  }

  private String message() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
