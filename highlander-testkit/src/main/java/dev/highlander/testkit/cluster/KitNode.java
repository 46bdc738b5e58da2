package dev.highlander.testkit.cluster;

import dev.highlander.Epoch;
import dev.highlander.ErrorKind;
import dev.highlander.Highlander;
import dev.highlander.HighlanderNode;
import dev.highlander.Location;
import dev.highlander.NodeBuilder;
import dev.highlander.ObjectId;
import dev.highlander.internal.client.NodeInternals;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.HandlerModel;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.internal.util.SystemPlatform;
import dev.highlander.internal.wire.AnswerCodec;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.Invoke;
import dev.highlander.internal.wire.InvokeCodec;
import dev.highlander.report.NodeReport;
import dev.highlander.spi.NodeListener;
import dev.highlander.spi.Platform;
import java.lang.reflect.Type;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One node of a {@link TestCluster}; its {@code main} runs one in a JVM of its own. */
public final class KitNode {

  private static final List<String> COMMANDS = List.of("call", "location", "serving", "drain");

  private final HighlanderNode node;
  private final NodeInternals internals;
  private final SystemPlatform platform;

  private KitNode(HighlanderNode node, SystemPlatform platform) {
    this.node = node;
    this.internals = (NodeInternals) node;
    this.platform = platform;
  }

  /** Runs a node until the test ends it; the one argument is a {@link NodePlan}. */
  public static void main(String[] arguments) {
    NodeConsole console = NodeConsole.ofThisProcess();
    try {
      KitNode node = start(NodePlan.read(arguments[0]), console::event);
      Runtime.getRuntime().addShutdownHook(new Thread(node::leave, "leave"));
      COMMANDS.forEach(command -> console.on(command, asked -> node.obey(command, asked)));
      console.event("ready", Map.of());
    } catch (ReflectiveOperationException | RuntimeException e) {
      console.giveUp(e);
    }
    console.serve();
  }

  /** Starts a node; it tells {@code tell} what happens to it. */
  static KitNode start(NodePlan plan, BiConsumer<String, Map<String, ?>> tell) throws ReflectiveOperationException {
    var system = new SystemPlatform(plan.name());
    Platform platform = system.platform();
    NodeBuilder builder = Highlander.node();
    if (!plan.configuration().isEmpty()) {
      var configuration = Class.forName(plan.configuration()).getDeclaredConstructor();
      configuration.setAccessible(true);
      ((NodeConfiguration) configuration.newInstance()).configure(builder, plan.name());
    }
    for (String type : plan.types()) {
      builder.types(Class.forName(type));
    }
    builder
        .name(plan.name())
        .cluster(KitTransport.CLUSTER)
        .zookeeper(plan.zookeeper())
        .store(on -> new AuditedStore(plan.store().open().open(on), tell))
        .settings(plan.settings())
        .platform(platform)
        .transport(
            KitTransport.open(
                plan.name(),
                plan.secret(),
                plan.listen(),
                plan.routes(),
                plan.settings(),
                platform,
                address -> tell.accept("listening", Map.of("address", address))))
        .listener(new Teller(tell));
    try {
      return new KitNode(builder.start(), system);
    } catch (RuntimeException e) {
      system.close();
      throw e;
    }
  }

  /** Does what a command says; the result can be written as JSON. */
  Object obey(String command, JsonNode asked) {
    return switch (command) {
      case "call" -> call(Base64.getDecoder().decode(asked.path("body").asString("")));
      case "location" -> node.location(object(asked)).map(Location::node).orElse("");
      case "serving" -> serving(node.report());
      case "drain" -> node.drain().left();
      default -> throw new IllegalArgumentException("there is no command '" + command + "'");
    };
  }

  private static boolean serving(NodeReport report) {
    return report.state() == NodeReport.State.RUNNING && report.leaseMillis() > 0;
  }

  /** Leaves the cluster in order. */
  void leave() {
    node.close();
    platform.close();
  }

  private static ObjectId object(JsonNode asked) {
    return new ObjectId(asked.path("type").asString(""), asked.path("id").asString(""));
  }

  /** Routes a call from here. */
  private String call(byte[] body) {
    Answer answer =
        switch (InvokeCodec.decode(body, internals.platform().ticker().nanos())) {
          case Decoded.Message<Invoke>(Invoke invoke) -> encoded(invoke.invocation(), route(invoke.invocation()));
          case Decoded.Malformed<Invoke>(String reason) -> new Answer.Failed(Problem.of(ErrorKind.BAD_REQUEST, reason));
        };
    return Base64.getEncoder().encodeToString(AnswerCodec.encode(answer));
  }

  private Answer route(Invocation invocation) {
    Answer here = invocation.operation().writes() || invocation.strict() ? null : internals.router().readHere(invocation);
    return here instanceof Answer.Done || here instanceof Answer.Failed ? here : internals.router().route(invocation).join();
  }

  private Answer encoded(Invocation invocation, Answer answer) {
    if (answer instanceof Answer.Done(Payload.Live(@Nullable Object value), var receipt)) {
      return new Answer.Done(new Payload.Json(internals.codec().encode(value, replyType(invocation))), receipt);
    }
    return answer;
  }

  private Type replyType(Invocation invocation) {
    TypeModel<?> type = internals.types().require(invocation.object().type());
    return switch (invocation.operation()) {
      case Operation.Query query -> reply(type, query.handler());
      case Operation.Update update -> reply(type, update.handler());
      case Operation.Exists exists -> Boolean.class;
      case Operation.Read read -> type.javaType();
      case Operation.Write write -> type.javaType();
      case Operation.Delete delete -> Void.class;
      case Operation.Settle settle -> Void.class;
    };
  }

  private static Type reply(TypeModel<?> type, String handler) {
    HandlerModel model = type.handler(handler);
    return model == null ? Object.class : model.reply();
  }

  /** What the node's life is, for the test's logs of activations and incarnations. */
  private record Teller(BiConsumer<String, Map<String, ?>> tell) implements NodeListener {
    @Override
    public void onActivated(ObjectId object, Epoch epoch) {
      tell.accept("activated", Map.of("object", object.toString(), "epoch", epoch.toString()));
    }

    @Override
    public void onDeactivated(ObjectId object, Epoch epoch, String reason, long servedUntilNanos) {
      tell.accept(
          "deactivated", Map.of("object", object.toString(), "epoch", epoch.toString(), "reason", reason, "until", servedUntilNanos));
    }

    @Override
    public void onJoined(String incarnation) {
      tell.accept("joined", Map.of("incarnation", incarnation));
    }

    @Override
    public void onEnded(String incarnation, String reason) {
      tell.accept("left", Map.of("incarnation", incarnation, "reason", reason));
    }
  }
}
