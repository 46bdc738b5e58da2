package dev.highlander.http;

import dev.highlander.Caller;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Users by the token they send. Immutable, thread-safe. */
final class BearerTokens implements Authenticator {

  private static final int MIN_TOKEN_CHARS = 16;
  private static final String SCHEME = "Bearer ";

  private final Map<ByteBuffer, Caller> callers;

  BearerTokens(Map<String, String> userByToken) {
    Map<ByteBuffer, Caller> byDigest = new HashMap<>();
    userByToken.forEach(
        (token, user) -> {
          if (token.length() < MIN_TOKEN_CHARS) {
            throw new IllegalArgumentException("the token of '" + user + "' is shorter than " + MIN_TOKEN_CHARS + " characters");
          }
          byDigest.put(digest(token), Caller.user(user));
        });
    this.callers = Map.copyOf(byDigest);
  }

  @Override
  public Authentication authenticate(RequestHeaders request) {
    List<String> sent = request.all("Authorization");
    if (sent.size() != 1 || !sent.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Authentication.Refused("Bearer", "send one header 'Authorization: Bearer <token>'");
    }
    Caller caller = callers.get(digest(sent.getFirst().substring(SCHEME.length()).strip()));
    return caller == null
        ? new Authentication.Refused("Bearer error=\"invalid_token\"", "this token is not known here")
        : new Authentication.Authenticated(caller);
  }

  @Override
  public boolean provesCaller() {
    return true;
  }

  private static ByteBuffer digest(String token) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
