package dev.highlander.http;

import dev.highlander.Caller;
import dev.highlander.ObjectSpace;
import dev.highlander.http.RouteTable.Access;
import dev.highlander.internal.client.NodeInternals;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of a {@link HttpGateway}. Not thread-safe. */
public final class HttpGatewayBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(HttpGatewayBuilder.class);

  private final ObjectSpace space;
  private final NodeInternals node;
  private final List<Consumer<RouteTable>> added = new ArrayList<>();
  private final Resources resources = new Resources();
  private final List<MeterBinder> binders = new ArrayList<>();
  private ListenAddress address = ListenAddress.parse("127.0.0.1:8080");
  private @Nullable Authenticator authenticator;
  private GatewayLimits limits = GatewayLimits.DEFAULTS;
  private BiPredicate<Caller, String> mayList = (caller, type) -> true;
  private @Nullable SSLContext tls;
  private boolean clientCertificates;

  HttpGatewayBuilder(ObjectSpace space) {
    this.space = space;
    this.node = HttpGateway.internals(space);
  }

  /**
   * Where to listen: {@code host:port}, default {@code 127.0.0.1:8080}; port 0 takes any free one. Anything but a loopback address needs an
   * authenticator that {@link Authenticator#provesCaller proves} who calls.
   */
  public HttpGatewayBuilder listen(String hostAndPort) {
    this.address = ListenAddress.parse(hostAndPort);
    return this;
  }

  /** Who finds out who calls. There is no default. */
  public HttpGatewayBuilder authenticator(Authenticator findsCaller) {
    this.authenticator = findsCaller;
    return this;
  }

  /** Speaks TLS with this certificate. */
  public HttpGatewayBuilder tls(SSLContext context) {
    this.tls = context;
    this.clientCertificates = false;
    return this;
  }

  /** Speaks TLS with this certificate, and only with clients that prove one which the context trusts. */
  public HttpGatewayBuilder mutualTls(SSLContext context) {
    this.tls = context;
    this.clientCertificates = true;
    return this;
  }

  public HttpGatewayBuilder limits(GatewayLimits bounds) {
    this.limits = bounds;
    return this;
  }

  /** Who may list the ids of a type; by default every caller. No guard can be asked: a guard decides by an object's state. */
  public HttpGatewayBuilder mayList(BiPredicate<Caller, String> callerAndType) {
    this.mayList = callerAndType;
    return this;
  }

  /** Adds a route that needs a caller. Parts of the path in braces stand for any non-empty part: {@code /people/{name}}. */
  public HttpGatewayBuilder route(String method, String path, HttpRoute route) {
    added.add(table -> table.add(method, path, Access.CALLER, route));
    return this;
  }

  /** Adds a route that everybody may use. */
  public HttpGatewayBuilder openRoute(String method, String path, HttpRoute route) {
    added.add(table -> table.add(method, path, Access.OPEN, route));
    return this;
  }

  /**
   * Serves the files of a class path folder to everybody, {@code index.html} for the folder itself. Scripts and styles have to be files:
   * those within a page's text are refused by its content security policy.
   *
   * @param path where, with a slash at both ends
   * @param folder the folder, looked for by the class loader of the thread that calls this
   */
  public HttpGatewayBuilder resources(String path, String folder) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    resources.add(path, folder, loader == null ? ClassLoader.getSystemClassLoader() : loader);
    return this;
  }

  /** Shows more meters at {@code /metrics}. */
  public HttpGatewayBuilder meters(MeterBinder binder) {
    binders.add(binder);
    return this;
  }

  /**
   * Listens.
   *
   * @throws IllegalStateException with a sentence that says what to do, if these settings would let anybody pass for anybody
   * @throws UncheckedIOException if the address can't be bound
   */
  public HttpGateway start() {
    Authenticator findsCaller = requireSafe();
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    NodeMeters.of(space).bindTo(registry);
    binders.forEach(binder -> binder.bindTo(registry));
    var problems = new ProblemDocuments(node.codec().mapper());
    var handler =
        new GatewayHandler(
            routes(problems, registry),
            resources,
            findsCaller,
            address.loopback(),
            problems,
            new BodyBudget(limits),
            new RequestMeters(registry));
    var server = JettyServer.of(address.socketAddress(), limits, handler, problems, tls, clientCertificates);
    try {
      server.start();
    } catch (IOException e) {
      stop(server, e);
      throw new UncheckedIOException("can't listen on " + address.uriHost() + ":" + address.port() + ": " + e.getMessage(), e);
    } catch (Exception e) {
      stop(server, e);
      throw new IllegalStateException("the HTTP server did not start", e);
    }
    URI uri = URI.create((tls == null ? "http://" : "https://") + address.uriHost() + ":" + server.port());
    LOG.info("HTTP gateway of {} listens at {}", space.name(), uri);
    return new HttpGateway(server, uri, registry);
  }

  private Authenticator requireSafe() {
    Authenticator chosen = authenticator;
    if (chosen == null) {
      throw new IllegalStateException(
          "the HTTP gateway has no authenticator: choose one, such as Authenticator.bearerTokens(...), or demoUsers() on a loopback address");
    }
    if (!address.loopback() && !chosen.provesCaller()) {
      throw new IllegalStateException(
          "the HTTP gateway would be open to the network at " + address.uriHost() + " and believe whatever name a request claims: listen on"
              + " 127.0.0.1, or use Authenticator.bearerTokens(...), or mutualTls(...) with Authenticator.clientCertificates()");
    }
    if (!address.loopback() && tls == null) {
      LOG.warn("HTTP gateway at {} speaks plain text on a network: tokens can be read on the way unless a proxy adds TLS", address.uriHost());
    }
    return chosen;
  }

  private RouteTable routes(ProblemDocuments problems, PrometheusMeterRegistry registry) {
    var objects = new ObjectRoutes(node, problems, limits.call());
    var directory = new DirectoryRoutes(space, node, mayList);
    var status = new NodeRoutes(space, node.codec().mapper());
    var table =
        new RouteTable()
            .add("GET", "/objects/{type}", Access.CALLER, directory::ids)
            .add("GET", "/objects/{type}/{id}", Access.CALLER, objects::get)
            .add("PUT", "/objects/{type}/{id}", Access.CALLER, objects::put)
            .add("DELETE", "/objects/{type}/{id}", Access.CALLER, objects::delete)
            .add("GET", "/objects/{type}/{id}/location", Access.CALLER, directory::location)
            .add("POST", "/objects/{type}/{id}/{handler}", Access.CALLER, objects::post)
            .add("GET", "/cluster", Access.OPERATOR, status::cluster)
            .add("POST", "/cluster/drain", Access.OPERATOR, status::drain)
            .add("GET", "/startup", Access.OPEN, status::startup)
            .add("GET", "/ready", Access.OPEN, status::ready)
            .add("GET", "/alive", Access.OPEN, status::alive)
            .add("GET", "/metrics", Access.OPERATOR, call -> metrics(registry));
    added.forEach(add -> add.accept(table));
    return table;
  }

  private static HttpAnswer metrics(PrometheusMeterRegistry registry) {
    return HttpAnswer.of(200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape().getBytes(StandardCharsets.UTF_8));
  }

  private static void stop(JettyServer server, Exception failure) {
    try {
      server.stop();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
