package dev.highlander.http;

import dev.highlander.Caller;

/** What an {@link Authenticator} found. */
public sealed interface Authentication {

  /** The request comes from this caller. */
  record Authenticated(Caller caller) implements Authentication {}

  /**
   * It is not known who calls: answered with status 401.
   *
   * @param challenge value of {@code WWW-Authenticate}: how to authenticate
   * @param reason a sentence for people, which does not help to guess
   */
  record Refused(String challenge, String reason) implements Authentication {}
}
