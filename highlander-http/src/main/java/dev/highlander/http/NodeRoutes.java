package dev.highlander.http;

import dev.highlander.HighlanderNode;
import dev.highlander.ObjectSpace;
import dev.highlander.report.DrainReport;
import dev.highlander.report.NodeReport;
import dev.highlander.report.NodeReport.State;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How the node and its cluster are. Thread-safe. */
final class NodeRoutes {

  private final ObjectSpace space;
  private final JsonMapper mapper;

  NodeRoutes(ObjectSpace space, JsonMapper mapper) {
    this.space = space;
    this.mapper = mapper;
  }

  HttpAnswer cluster(HttpCall call) {
    NodeReport report = space.report();
    ObjectNode answer = mapper.createObjectNode();
    answer.put("node", report.name());
    answer.put("incarnation", report.incarnation());
    answer.put("address", report.address());
    answer.put("state", report.state().name());
    answer.put("leaseMillis", report.leaseMillis());
    answer.put("generation", report.generation());
    ObjectNode activations = answer.putObject("activations");
    new TreeMap<>(report.activations()).forEach(activations::put);
    ArrayNode members = answer.putArray("members");
    for (NodeReport.MemberReport member : report.members()) {
      members
          .addObject()
          .put("name", member.name())
          .put("incarnation", member.incarnation())
          .put("address", member.address())
          .put("role", member.role())
          .put("draining", member.draining());
    }
    return HttpAnswer.json(mapper.writeValueAsBytes(answer));
  }

  /**
   * Drains this node and answers when that is over. A browser sends such a request for any page that asks it to, and here nobody has to say who
   * he is on a loopback address: so what another site's page sends is refused.
   */
  HttpAnswer drain(HttpCall call) {
    boolean page = call.headers().first("Origin").isPresent();
    if (page && !call.headers().first("Sec-Fetch-Site").orElse("").equals("same-origin")) {
      throw Refusal.of(403, "access-denied", "a page of another site can't drain a node");
    }
    if (!(space instanceof HighlanderNode node)) {
      throw Refusal.notFound("this process hosts no objects");
    }
    DrainReport report = node.drain();
    ObjectNode answer = mapper.createObjectNode();
    answer.put("node", node.name());
    answer.put("handedOff", report.handedOff());
    answer.put("released", report.released());
    answer.put("left", report.left());
    answer.put("millis", report.took().toMillis());
    return HttpAnswer.json(mapper.writeValueAsBytes(answer));
  }

  /** Whether the node has joined its cluster once. */
  HttpAnswer startup(HttpCall call) {
    State state = space.report().state();
    return probe(state != State.STARTING, state);
  }

  /** Whether calls are to be sent here now. */
  HttpAnswer ready(HttpCall call) {
    State state = space.report().state();
    return probe(state == State.RUNNING, state);
  }

  /** Whether the process is worth keeping: one that joins again, or stops, is. */
  HttpAnswer alive(HttpCall call) {
    State state = space.report().state();
    return probe(state != State.STOPPED, state);
  }

  private HttpAnswer probe(boolean good, State state) {
    byte[] body = mapper.writeValueAsBytes(mapper.createObjectNode().put("state", state.name()));
    return HttpAnswer.of(good ? 200 : 503, "application/json", body);
  }
}
