package dev.highlander.samples.todo;

import dev.highlander.BadRequest;
import dev.highlander.ObjectSpace;
import dev.highlander.Ref;
import dev.highlander.RequestId;
import dev.highlander.Versioned;
import dev.highlander.http.HttpAnswer;
import dev.highlander.http.HttpCall;
import dev.highlander.http.HttpGatewayBuilder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What concerns a list and a user together, over HTTP: {@code POST /app/lists/{id}/create ["title"]}, {@code .../share ["user"]} and {@code
 * .../unshare ["user"]}. The list is changed first, with the caller's own rights; then the user is told ({@link News}). It runs in the node
 * and not in the page, which may be closed between the two. The answer says whether the user has heard of it; if not, it is on its way.
 * {@code Idempotency-Key} is honoured.
 */
final class ListRoutes {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final long WAIT_SECONDS = 5;

  private final ObjectSpace space;
  private final News news;

  ListRoutes(ObjectSpace space, News news) {
    this.space = space;
    this.news = news;
  }

  void addTo(HttpGatewayBuilder gateway) {
    gateway
        .route("POST", "/app/lists/{id}/create", this::create)
        .route("POST", "/app/lists/{id}/share", this::share)
        .route("POST", "/app/lists/{id}/unshare", this::unshare);
  }

  private HttpAnswer create(HttpCall call) {
    int sharing = list(call).update(TodoList::create, argument(call)).sharings();
    return told(call, call.caller().name(), sharing, true);
  }

  private HttpAnswer share(HttpCall call) {
    String user = argument(call);
    return told(call, user, number(list(call).update(TodoList::share, user)), true);
  }

  private HttpAnswer unshare(HttpCall call) {
    String user = argument(call);
    return told(call, user, number(list(call).update(TodoList::unshare, user)), false);
  }

  private HttpAnswer told(HttpCall call, String user, int sharing, boolean member) {
    CompletableFuture<Void> telling = news.tell(user, call.part("id"), sharing, member);
    Versioned<TodoList> now = space.ref(TodoList.class, call.part("id")).as(call.caller()).read();
    String answer = "{\"sharing\":" + sharing + ",\"told\":" + within(telling) + "}";
    return HttpAnswer.json(answer)
        .with("X-Highlander-Node", now.node())
        .with("X-Highlander-Epoch", now.epoch().toString())
        .with("X-Highlander-Version", Long.toString(now.version()));
  }

  private static boolean within(CompletableFuture<Void> telling) {
    try {
      telling.get(WAIT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("telling the user failed", e.getCause());
    }
  }

  private Ref<TodoList> list(HttpCall call) {
    Ref<TodoList> list = space.ref(TodoList.class, call.part("id")).as(call.caller());
    List<String> keys = call.headers().all("Idempotency-Key");
    return keys.isEmpty() ? list : list.withRequest(RequestId.named(keys.getFirst()));
  }

  private static int number(Integer sharing) {
    return sharing;
  }

  private static String argument(HttpCall call) {
    try {
      String[] arguments = JSON.readValue(call.body(), String[].class);
      if (arguments != null && arguments.length == 1 && arguments[0] != null) {
        return arguments[0];
      }
    } catch (JacksonException e) {
      throw new BadRequest("the body is not JSON: " + e.getOriginalMessage(), e);
    }
    throw new BadRequest("the body is a JSON array with one string");
  }
}
