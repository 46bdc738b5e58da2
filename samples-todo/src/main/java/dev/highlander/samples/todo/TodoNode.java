package dev.highlander.samples.todo;

import dev.highlander.HighlanderNode;
import dev.highlander.NodeBuilder;
import dev.highlander.http.Authenticator;
import dev.highlander.http.HttpAnswer;
import dev.highlander.http.HttpGateway;
import java.net.URI;

/** One node of the sample with its gateway, the page, and the service that tells users of sharings. {@code X-User} names the caller. */
final class TodoNode implements AutoCloseable {

  private final HighlanderNode node;
  private final News news;
  private final HttpGateway gateway;

  private TodoNode(HighlanderNode node, News news, HttpGateway gateway) {
    this.node = node;
    this.news = news;
    this.gateway = gateway;
  }

  /**
   * Starts the node and then its gateway.
   *
   * @param builder says everything about the node but its types
   * @param http where the gateway listens, {@code host:port}
   */
  static TodoNode start(NodeBuilder builder, String http) {
    HighlanderNode node = builder.types(Todo.class, TodoList.class, User.class).start();
    var news = new News(node);
    try {
      var gateway = HttpGateway.on(node).listen(http).authenticator(Authenticator.demoUsers()).resources("/", "page");
      String itself = "[{\"name\":\"" + node.name() + "\",\"base\":\"\"}]";
      gateway.openRoute("GET", "/app/nodes", call -> HttpAnswer.json(itself));
      new ListRoutes(node, news).addTo(gateway);
      return new TodoNode(node, news, gateway.start());
    } catch (RuntimeException e) {
      news.close();
      node.close();
      throw e;
    }
  }

  HighlanderNode node() {
    return node;
  }

  URI http() {
    return gateway.address();
  }

  /** Takes no more requests, then releases the node's claims cleanly and leaves the cluster. */
  @Override
  public void close() {
    gateway.close();
    news.close();
    node.close();
  }
}
