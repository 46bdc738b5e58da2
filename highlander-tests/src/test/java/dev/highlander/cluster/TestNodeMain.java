package dev.highlander.cluster;

import dev.highlander.Caller;
import dev.highlander.ClientBuilder;
import dev.highlander.Epoch;
import dev.highlander.Highlander;
import dev.highlander.Location;
import dev.highlander.NodeBuilder;
import dev.highlander.ObjectId;
import dev.highlander.ObjectSpace;
import dev.highlander.Ref;
import dev.highlander.RequestId;
import dev.highlander.UpdateOutcome;
import dev.highlander.Versioned;
import dev.highlander.http.Authenticator;
import dev.highlander.http.HttpGateway;
import dev.highlander.s3.S3Store;
import dev.highlander.samples.todo.Todo;
import dev.highlander.samples.todo.TodoList;
import dev.highlander.spi.NodeListener;
import dev.highlander.testkit.cluster.NodeConsole;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One node, or one client, that does what the test tells it over its standard input. */
public final class TestNodeMain {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Class<?>[] TYPES = {Homely.class, Ledger.class, Note.class, Tally.class, Todo.class, TodoList.class};

  private final NodeConsole console;
  private final ObjectSpace space;
  private final AtomicReference<LedgerLoad> load = new AtomicReference<>();
  private final AtomicReference<TallyLoad> tallies = new AtomicReference<>();

  private TestNodeMain(NodeConsole console, ObjectSpace space) {
    this.console = console;
    this.space = space;
  }

  public static void main(String[] arguments) {
    NodeConsole console = NodeConsole.ofThisProcess();
    try {
      Ledger.watchSlowHandlers(entry -> console.event("handling", Map.of("entry", entry)));
      NodeOptions options = NodeOptions.read(arguments[0]);
      ObjectSpace space = options.client() ? client(options) : node(options, console);
      Runtime.getRuntime().addShutdownHook(new Thread(space::close, "leave"));
      new TestNodeMain(console, space).defineCommands();
      console.event("ready", Map.of());
    } catch (RuntimeException e) {
      console.giveUp(e);
    }
    console.serve();
  }

  private static ObjectSpace node(NodeOptions options, NodeConsole console) {
    NodeBuilder builder =
        Highlander.node()
            .name(options.name())
            .zookeeper(options.zookeeper())
            .store(store(options))
            .types(TYPES)
            .settings(options.settings())
            .listener(new Teller(console));
    if (!options.listen().isEmpty()) {
      builder.listen(options.listen()).advertise(options.advertise());
    }
    return (options.secret().isEmpty() ? builder : builder.secret(options.secret())).start();
  }

  private static ObjectSpace client(NodeOptions options) {
    ClientBuilder builder =
        Highlander.client().name(options.name()).zookeeper(options.zookeeper()).types(TYPES).settings(options.settings());
    return (options.secret().isEmpty() ? builder : builder.secret(options.secret())).connect();
  }

  private static dev.highlander.spi.SnapshotStore.Provider store(NodeOptions options) {
    return S3Store.bucket(options.bucket())
        .endpoint(URI.create(options.endpoint()))
        .region("us-east-1")
        .credentials(options.accessKey(), options.secretKey());
  }

  private void defineCommands() {
    console
        .on("get", asked -> ref(asked).get())
        .on("read", asked -> read(ref(asked).read()))
        .on("put", asked -> put(asked))
        .on("delete", asked -> {
          ref(asked).delete();
          return null;
        })
        .on("exists", asked -> ref(asked).exists())
        .on("ids", asked -> space.ids(asked.path("type").asString(""), "", null, 1_000))
        .on("report", asked -> space.report())
        .on(
            "http",
            asked -> HttpGateway.on(space).listen("127.0.0.1:0").authenticator(Authenticator.demoUsers()).start().address().toString())
        .on("location", asked -> space
            .location(new ObjectId(asked.path("type").asString(""), asked.path("id").asString("")))
            .map(Location::node)
            .orElse(""))
        .on("add", asked -> ledger(asked).update(Ledger::add, asked.path("entry").asString("")))
        .on("addSlowly", asked ->
            ledger(asked).update(Ledger::addSlowly, asked.path("entry").asString(""), asked.path("millis").asInt(0)))
        .on("outcome", asked ->
            addressed(Ledger.class, asked).outcome(RequestId.named(asked.path("of").asString(""))) instanceof UpdateOutcome.Applied)
        .on("size", asked -> ledger(asked).query(Ledger::size))
        .on("createList", asked -> list(asked).update(TodoList::create, asked.path("title").asString("")))
        .on("insertTodo", asked ->
            list(asked).update(TodoList::insertTodo, JSON.treeToValue(asked.path("todo"), Todo.class)))
        .on("share", asked -> list(asked).update(TodoList::share, asked.path("user").asString("")))
        .on("open", asked -> list(asked).query(TodoList::open))
        .on("startTally", this::startTally)
        .on("countTally", asked -> {
          tallies.get().count();
          return null;
        })
        .on("stopTally", asked -> tallies.get().stop())
        .on("total", asked -> space.ref(Tally.class, asked.path("id").asString("")).query(Tally::total))
        .on("startLoad", this::startLoad)
        .on("stopLoad", asked -> {
          load.get().stop();
          return null;
        });
  }

  private <S> Object put(JsonNode asked) {
    @SuppressWarnings("unchecked") // the class that belongs to the type's name
    Class<S> type = (Class<S>) type(asked);
    Ref<S> ref = addressed(type, asked);
    return read(ref.write(JSON.treeToValue(asked.path("state"), type)));
  }

  private static Map<String, Object> read(Versioned<?> versioned) {
    return Map.of(
        "state", versioned.state(),
        "version", versioned.version(),
        "node", versioned.node(),
        "generation", versioned.epoch().generation(),
        "claim", versioned.epoch().claim());
  }

  private Object startLoad(JsonNode asked) {
    var started = new LedgerLoad(console, space, asked.path("run").asString(""), deadline(asked));
    load.set(started);
    asked.path("ledgers").forEach(ledger -> started.start(ledger.asString(""), asked.path("appenders").asInt(1)));
    return true;
  }

  private Object startTally(JsonNode asked) {
    var started = new TallyLoad(space, Duration.ofMillis(asked.path("pauseMillis").asInt(100)));
    tallies.set(started);
    started.start(asked.path("prefix").asString(""), asked.path("objects").asInt(1));
    return true;
  }

  private Ref<?> ref(JsonNode asked) {
    return addressed(type(asked), asked);
  }

  private Ref<Ledger> ledger(JsonNode asked) {
    return addressed(Ledger.class, asked);
  }

  private Ref<TodoList> list(JsonNode asked) {
    return addressed(TodoList.class, asked);
  }

  private static Class<?> type(JsonNode asked) {
    return switch (asked.path("type").asString("")) {
      case "homely" -> Homely.class;
      case "ledger" -> Ledger.class;
      case "note" -> Note.class;
      case "tally" -> Tally.class;
      case "todo" -> Todo.class;
      case "list" -> TodoList.class;
      default -> throw new IllegalArgumentException("no such type in " + asked);
    };
  }

  /** The reference with the options of the command: {@code as}, {@code strict}, {@code request}, {@code deadline} in ms. */
  private <S> Ref<S> addressed(Class<S> type, JsonNode asked) {
    Ref<S> ref = space.ref(type, asked.path("id").asString("")).within(deadline(asked));
    if (asked.has("as")) {
      ref = ref.as(Caller.user(asked.path("as").asString("")));
    }
    if (asked.path("strict").asBoolean(false)) {
      ref = ref.strict();
    }
    return asked.has("request") ? ref.withRequest(RequestId.named(asked.path("request").asString(""))) : ref;
  }

  private static Duration deadline(JsonNode asked) {
    return Duration.ofMillis(asked.path("deadline").asInt(30_000));
  }

  private record Teller(NodeConsole console) implements NodeListener {
    @Override
    public void onActivated(ObjectId object, Epoch epoch) {
      console.event("activated", Map.of("object", object.toString(), "epoch", epoch.toString()));
    }

    @Override
    public void onDeactivated(ObjectId object, Epoch epoch, String reason, long servedUntilNanos) {
      console.event(
          "deactivated",
          Map.of("object", object.toString(), "epoch", epoch.toString(), "reason", reason, "until", servedUntilNanos));
    }

    @Override
    public void onJoined(String incarnation) {
      console.event("joined", Map.of("incarnation", incarnation));
    }

    @Override
    public void onEnded(String incarnation, String reason) {
      console.event("left", Map.of("incarnation", incarnation, "reason", reason));
    }
  }
}
