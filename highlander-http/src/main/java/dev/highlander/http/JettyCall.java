package dev.highlander.http;

import dev.highlander.Caller;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request of the server's, as a route and an authenticator see it. Confined to the request's thread. */
final class JettyCall implements HttpCall, RequestHeaders {

  private final Request request;
  private final Map<String, String> parts;
  private final @Nullable Caller caller;
  private final BodyBudget.Share memory;
  private byte @Nullable [] body;

  JettyCall(Request request, Map<String, String> parts, @Nullable Caller caller, BodyBudget.Share memory) {
    this.request = request;
    this.parts = parts;
    this.caller = caller;
    this.memory = memory;
  }

  static RequestHeaders headersOf(Request request, BodyBudget.Share memory) {
    return new JettyCall(request, Map.of(), null, memory);
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return request.getHttpURI().getPath();
  }

  @Override
  public String part(String name) {
    String part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("the route's path has no part {" + name + "}");
    }
    return part;
  }

  @Override
  public Optional<String> query(String name) {
    String query = request.getHttpURI().getQuery();
    if (query == null) {
      return Optional.empty();
    }
    for (String pair : query.split("&")) {
      String[] both = pair.split("=", 2);
      if (PercentCoding.decodeQuery(both[0]).equals(name)) {
        return Optional.of(both.length == 1 ? "" : PercentCoding.decodeQuery(both[1]));
      }
    }
    return Optional.empty();
  }

  @Override
  public RequestHeaders headers() {
    return this;
  }

  @Override
  public List<String> all(String name) {
    return request.getHeaders().getValuesList(name);
  }

  @Override
  public Optional<X509Certificate> clientCertificate() {
    EndPoint.SslSessionData session = request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
    X509Certificate[] chain = session == null ? null : session.peerCertificates();
    return chain == null || chain.length == 0 ? Optional.empty() : Optional.of(chain[0]);
  }

  @Override
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("this route is open to everybody, so it has no caller");
    }
    return caller;
  }

  @Override
  public byte[] body() {
    if (body == null) {
      try {
        body = memory.read(Content.Source.asInputStream(request), request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH));
      } catch (IOException e) {
        throw Refusal.brokenOff();
      }
    }
    return body;
  }
}
