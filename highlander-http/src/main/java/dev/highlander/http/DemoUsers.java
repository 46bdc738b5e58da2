package dev.highlander.http;

import dev.highlander.Caller;
import java.util.List;

/** Takes the request's word for who sent it. Stateless, thread-safe. */
final class DemoUsers implements Authenticator {

  private static final String HEADER = "X-User";

  @Override
  public Authentication authenticate(RequestHeaders request) {
    List<String> sent = request.all(HEADER);
    if (sent.size() != 1 || sent.getFirst().isBlank()) {
      return new Authentication.Refused(HEADER, "say who you are in one header 'X-User: <name>'");
    }
    return new Authentication.Authenticated(Caller.user(sent.getFirst().strip()));
  }
}
