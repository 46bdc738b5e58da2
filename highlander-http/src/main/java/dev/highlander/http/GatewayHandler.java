package dev.highlander.http;

import dev.highlander.Caller;
import dev.highlander.HighlanderException;
import dev.highlander.internal.model.Problem;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each request to its route: path, method, caller, then the route itself, and every error to a problem document. The one place where
 * exceptions are translated. Called on a virtual thread for each request.
 */
final class GatewayHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayHandler.class);

  private static final Map<String, String> ALWAYS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cache-Control", "no-store",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

  private final RouteTable routes;
  private final Resources resources;
  private final Authenticator authenticator;
  private final boolean loopback;
  private final ProblemDocuments problems;
  private final BodyBudget memory;
  private final RequestMeters meters;

  GatewayHandler(
      RouteTable routes,
      Resources resources,
      Authenticator authenticator,
      boolean loopback,
      ProblemDocuments problems,
      BodyBudget memory,
      RequestMeters meters) {
    this.routes = routes;
    this.resources = resources;
    this.authenticator = authenticator;
    this.loopback = loopback;
    this.problems = problems;
    this.memory = memory;
    this.meters = meters;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    RequestMeters.Sample sample = meters.start(request.getMethod());
    HttpAnswer answer;
    boolean unread;
    try (BodyBudget.Share share = memory.open()) {
      answer = answer(request, share, sample);
      unread = Farewell.needed(request, share);
    }
    sample.end(answer.status());
    send(answer, unread, request, response, callback);
    return true;
  }

  private HttpAnswer answer(Request request, BodyBudget.Share share, RequestMeters.Sample sample) {
    try {
      String path = request.getHttpURI().getPath();
      if (path == null || !path.startsWith("/")) {
        throw Refusal.badRequest("the request's target has to be a path");
      }
      return switch (routes.find(request.getMethod(), path)) {
        case RouteTable.Match.Found(RouteTable.Route route, Map<String, String> parts) -> {
          sample.route(route.path().text());
          yield route.code().answer(new JettyCall(request, parts, caller(route, request, share), share));
        }
        case RouteTable.Match.OtherMethods(String allowed) -> otherMethod(request, allowed);
        case RouteTable.Match.Nothing() -> resource(request, path, sample);
      };
    } catch (Refusal refusal) {
      return refusal.answer(problems);
    } catch (HighlanderException e) {
      return decidedAt(problems.of(Problem.of(e)), e);
    } catch (Exception e) {
      LOG.error("{} {} failed in the gateway", request.getMethod(), request.getHttpURI().getPath(), e);
      return problems.internal();
    }
  }

  /** An own route's call of an object names its owner in a refusal as the gateway's own routes do. */
  private static HttpAnswer decidedAt(HttpAnswer answer, HighlanderException e) {
    return e.decidedAt().map(by -> OwnerHeaders.add(answer, by.node(), by.epoch(), by.version())).orElse(answer);
  }

  private @Nullable Caller caller(RouteTable.Route route, Request request, BodyBudget.Share share) {
    boolean needed =
        switch (route.access()) {
          case OPEN -> false;
          case CALLER -> true;
          case OPERATOR -> !loopback;
        };
    if (!needed) {
      return null;
    }
    return switch (authenticator.authenticate(JettyCall.headersOf(request, share))) {
      case Authentication.Authenticated(Caller caller) -> caller;
      case Authentication.Refused refused -> throw Refusal.unauthenticated(refused);
    };
  }

  private static HttpAnswer otherMethod(Request request, String allowed) {
    if (request.getMethod().equals("OPTIONS")) {
      return HttpAnswer.empty(204).with("Allow", allowed);
    }
    throw Refusal.methodNotAllowed(request.getMethod(), allowed);
  }

  private HttpAnswer resource(Request request, String path, RequestMeters.Sample sample) {
    @Nullable HttpAnswer found = resources.find(path, request.getHeaders().get(HttpHeader.IF_NONE_MATCH));
    if (found == null) {
      throw Refusal.notFound("nothing is here");
    }
    sample.route("resources");
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      return otherMethod(request, "GET, HEAD");
    }
    return found;
  }

  private static void send(HttpAnswer answer, boolean unread, Request request, Response response, Callback callback) {
    response.setStatus(answer.status());
    ALWAYS.forEach(response.getHeaders()::put);
    answer.headers().forEach(response.getHeaders()::put);
    boolean hasContent = answer.status() != 204 && answer.status() != 304;
    if (hasContent) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    }
    ByteBuffer body = hasContent && !request.getMethod().equals("HEAD") ? ByteBuffer.wrap(answer.body()) : BufferUtil.EMPTY_BUFFER;
    if (unread) {
      Farewell.send(body, request, response, callback);
    } else {
      response.write(true, body, callback);
    }
  }
}
