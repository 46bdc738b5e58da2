package dev.highlander.http;

import dev.highlander.AccessDenied;
import dev.highlander.Caller;
import dev.highlander.Location;
import dev.highlander.ObjectId;
import dev.highlander.ObjectSpace;
import dev.highlander.internal.client.NodeInternals;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is stored, and where it is active. Thread-safe. */
final class DirectoryRoutes {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private final ObjectSpace space;
  private final NodeInternals node;
  private final JsonMapper mapper;
  private final BiPredicate<Caller, String> mayList;

  DirectoryRoutes(ObjectSpace space, NodeInternals node, BiPredicate<Caller, String> mayList) {
    this.space = space;
    this.node = node;
    this.mapper = node.codec().mapper();
    this.mayList = mayList;
  }

  HttpAnswer ids(HttpCall call) {
    String type = type(call);
    if (!mayList.test(call.caller(), type)) {
      throw new AccessDenied(call.caller() + " may not list the ids of " + type);
    }
    int limit = limit(call);
    String prefix = call.query("prefix").orElse("");
    @Nullable String after = call.query("after").filter(sent -> !sent.isEmpty()).orElse(null);
    List<String> ids = space.ids(type, prefix, after, limit);
    ObjectNode page = mapper.createObjectNode();
    page.put("type", type);
    ids.forEach(page.putArray("ids")::add);
    if (ids.size() == limit) {
      page.put("next", ids.getLast());
    }
    return HttpAnswer.json(mapper.writeValueAsBytes(page));
  }

  HttpAnswer location(HttpCall call) {
    Optional<Location> location = space.location(new ObjectId(type(call), call.part("id")));
    ObjectNode answer = mapper.createObjectNode();
    answer.put("active", location.isPresent());
    location.ifPresent(
        found -> {
          answer.put("node", found.node());
          answer.put("address", found.address());
          answer.put("epoch", found.epoch().toString());
          answer.put("since", found.since().toString());
        });
    return HttpAnswer.json(mapper.writeValueAsBytes(answer));
  }

  private String type(HttpCall call) {
    String name = call.part("type");
    if (node.types().find(name).isEmpty()) {
      throw Refusal.notFound("no type has this name here; known are " + node.types().names());
    }
    return name;
  }

  private static int limit(HttpCall call) {
    String sent = call.query("limit").orElse(Integer.toString(DEFAULT_LIMIT));
    int limit = sent.matches("[0-9]{1,4}") ? Integer.parseInt(sent) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      throw Refusal.badRequest("limit is 1 to " + MAX_LIMIT + "; it is '" + sent + "'");
    }
    return limit;
  }
}
