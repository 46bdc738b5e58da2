package dev.highlander.http;

import dev.highlander.Caller;
import java.util.Map;

/** Finds out who sent a request. Called on the request's thread, concurrently; may block. */
public interface Authenticator {

  Authentication authenticate(RequestHeaders request);

  /**
   * Whether a caller has proved who it is. One that takes the request's word for it is accepted on a loopback address only; the default is
   * that nothing is proved.
   */
  default boolean provesCaller() {
    return false;
  }

  /**
   * {@code Authorization: Bearer <token>}, one token for each user. Tokens are kept as digests, and looked up by them, so that the time an
   * answer takes says nothing about a token.
   *
   * @param userByToken users' names by token; a token has at least 16 characters
   */
  static Authenticator bearerTokens(Map<String, String> userByToken) {
    return new BearerTokens(userByToken);
  }

  /** The common name of the client's certificate, which {@link HttpGatewayBuilder#mutualTls mutual TLS} has verified. */
  static Authenticator clientCertificates() {
    return new ClientCertificates();
  }

  /** For demonstrations, on a loopback address only: the header {@code X-User} names the user, and nobody checks it. */
  static Authenticator demoUsers() {
    return new DemoUsers();
  }

  /** On a loopback address only: everybody who can reach it is the service itself. */
  static Authenticator service(String name) {
    Caller caller = Caller.service(name);
    return request -> new Authentication.Authenticated(caller);
  }
}
