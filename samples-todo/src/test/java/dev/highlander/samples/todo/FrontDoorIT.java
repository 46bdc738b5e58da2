package dev.highlander.samples.todo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrontDoorIT {

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer gateway;
  private FrontDoor door;

  @BeforeEach
  void open() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    gateway.start();
    door = FrontDoor.open(List.of("node-1", "node-2"), 0);
    door.serves(new NodeAddress("node-1", URI.create("http://127.0.0.1:" + gateway.getAddress().getPort())));
  }

  @AfterEach
  void close() {
    door.close();
    gateway.stop(0);
    client.close();
  }

  @Test
  void requestsReachTheNodeUnchangedAndItsAnswerComesBackUnchanged() throws Exception {
    gateway.createContext("/", exchange -> {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String seen = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("X-User")
          + " " + exchange.getRequestHeaders().getFirst("Idempotency-Key") + " " + new String(body, StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("X-Highlander-Version", "7");
      exchange.sendResponseHeaders(409, seen.length());
      exchange.getResponseBody().write(seen.getBytes(StandardCharsets.UTF_8));
      exchange.close();
    });

    HttpResponse<String> answer = send(request("nodes/node-1/objects/list/a%2Fb/share?x=%20")
        .header("X-User", "alice").header("Idempotency-Key", "k").POST(BodyPublishers.ofString("[\"bob\"]")));

    assertThat(answer.body()).isEqualTo("POST /objects/list/a%2Fb/share?x=%20 alice k [\"bob\"]");
    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.headers().firstValue("X-Highlander-Version")).contains("7");
    assertThat(answer.headers().firstValue("X-Node-Unreachable")).isEmpty();
  }

  @Test
  void aNodeThatHasNotStartedOrIsGoneIsToldFromARefusal() throws Exception {
    gateway.stop(0);

    for (String node : List.of("node-1", "node-2")) {
      HttpResponse<String> answer = send(request("nodes/" + node + "/alive"));
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.headers().firstValue("X-Node-Unreachable")).contains("true");
      assertThat(answer.body()).contains("\"executed\":\"no\"");
    }
  }

  @Test
  void ofARequestThatANodeLeftUnansweredNothingIsClaimed() throws Exception {
    gateway.createContext("/", exchange -> exchange.close());

    HttpResponse<String> answer = send(request("nodes/node-1/objects/todo/a"));

    assertThat(answer.headers().firstValue("X-Node-Unreachable")).contains("true");
    assertThat(answer.body()).contains("\"executed\":\"unknown\"");
  }

  @Test
  void thePageAndItsNodesAreServed() throws Exception {
    assertThat(send(request("")).body()).contains("<title>");
    assertThat(send(request("style.css")).headers().firstValue("Content-Type")).contains("text/css; charset=utf-8");
    assertThat(send(request("app/nodes")).body())
        .isEqualTo("[{\"name\":\"node-1\",\"base\":\"/nodes/node-1\"},{\"name\":\"node-2\",\"base\":\"/nodes/node-2\"}]");
  }

  @Test
  void nothingElseIsServed() throws Exception {
    for (String path : List.of("simplelogger.properties", "nodes/node-9/alive", "nodes/", "page/index.html", "x/../index.html")) {
      assertThat(send(request(path)).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void bodiesOverTheLimitAreRefused() throws Exception {
    gateway.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    });

    assertThat(send(request("nodes/node-1/x").POST(BodyPublishers.ofByteArray(new byte[4 * 1024 * 1024]))).statusCode()).isEqualTo(204);
    assertThat(send(request("nodes/node-1/x").POST(BodyPublishers.ofByteArray(new byte[4 * 1024 * 1024 + 1]))).statusCode())
        .isEqualTo(413);
  }

  @Test
  void aPageOfAnotherHostThatResolvesToThisAddressIsRefused() throws Exception {
    try (var socket = new Socket("127.0.0.1", door.address().getPort())) {
      String request = "GET /app/nodes HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 421");
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(door.address() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
