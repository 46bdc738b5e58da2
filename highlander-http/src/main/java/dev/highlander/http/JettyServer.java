package dev.highlander.http;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the server up: HTTP/1.1 with bounds on everything, selectors on few platform threads, a virtual thread for each request. */
final class JettyServer {

  private static final int PLATFORM_THREADS = 16;
  private static final int HEADER_BYTES = 16 << 10;
  private static final long STOP_MILLIS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(JettyServer.class);

  private final Server server;
  private final ServerConnector connector;

  private JettyServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * A server that is not started yet.
   *
   * @param tls the server's certificate, or null for plain text
   * @param clientCertificate whether clients have to prove a certificate
   */
  static JettyServer of(
      InetSocketAddress address,
      GatewayLimits limits,
      Handler handler,
      ProblemDocuments problems,
      @Nullable SSLContext tls,
      boolean clientCertificate) {
    var threads = new QueuedThreadPool(PLATFORM_THREADS, 2);
    threads.setName("highlander-http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("highlander-http-request-", 0).factory()));
    var scheduler = new ScheduledExecutorScheduler("highlander-http-timer", true);
    var server = new Server(threads, scheduler, null);
    var http = new HttpConnectionFactory(configuration());
    var connector =
        tls == null
            ? new ServerConnector(server, null, scheduler, null, 1, 2, http)
            : new ServerConnector(server, null, scheduler, null, 1, 2, ssl(tls, clientCertificate), http);
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(limits.idle().toMillis());
    var slowHeaders = new SlowHeaders(scheduler, limits.headers());
    connector.addBean(slowHeaders);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections(), server));
    server.setHandler(new GracefulHandler(handler));
    server.setErrorHandler((request, response, callback) -> error(problems, request, response, callback));
    server.setStopTimeout(STOP_MILLIS);
    server.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStarted(LifeCycle event) {
            slowHeaders.start();
          }
        });
    return new JettyServer(server, connector);
  }

  void start() throws Exception {
    server.start();
  }

  int port() {
    return connector.getLocalPort();
  }

  void stop() throws Exception {
    server.stop();
  }

  private static HttpConfiguration configuration() {
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    configuration.setResponseHeaderSize(HEADER_BYTES);
    // Every text is a legal id: the path is taken as it was sent and cut and decoded by PathPattern, which refuses what is not UTF-8.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    // Whether the certificate is this host's is for the client to check; here, clients may come by address or through a proxy.
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    return configuration;
  }

  private static SslConnectionFactory ssl(SSLContext tls, boolean clientCertificate) {
    var factory = new SslContextFactory.Server();
    factory.setSslContext(tls);
    factory.setNeedClientAuth(clientCertificate);
    factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return new SslConnectionFactory(factory, "http/1.1");
  }

  private static @Nullable Throwable cause(Request request) {
    return request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable cause ? cause : null;
  }

  /** What the server refuses before a route sees it: an unreadable request line, headers that are too long, a stop in progress. */
  private static boolean error(ProblemDocuments problems, Request request, Response response, Callback callback) {
    int status = response.getStatus();
    LOG.debug("{} {} ended with {}", request.getMethod(), request.getHttpURI(), status, cause(request));
    String detail =
        switch (status) {
          case 503 -> "this gateway is stopping";
          case 431 -> "the header section is longer than " + HEADER_BYTES + " bytes";
          default -> "this is not a request that the gateway can read";
        };
    HttpAnswer answer = problems.document(status, status == 503 ? "unavailable" : "bad-request", detail, "", null);
    answer.headers().forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
    return true;
  }
}
