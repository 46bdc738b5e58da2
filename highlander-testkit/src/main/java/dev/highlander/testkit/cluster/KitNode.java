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
import dev.highlander.spi.NodeListener;
import java.lang.reflect.Type;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One node of a {@link TestCluster} in a JVM of its own. */
public final class KitNode {

  private final HighlanderNode node;
  private final NodeInternals internals;

  private KitNode(HighlanderNode node) {
    this.node = node;
    this.internals = (NodeInternals) node;
  }

  /** Runs a node until the test ends it; the one argument is a {@link NodePlan}. */
  public static void main(String[] arguments) {
    NodeConsole console = NodeConsole.ofThisProcess();
    try {
      HighlanderNode node = start(NodePlan.read(arguments[0]), console);
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "leave"));
      new KitNode(node).defineCommands(console);
      console.event("ready", Map.of());
    } catch (ReflectiveOperationException | RuntimeException e) {
      console.giveUp(e);
    }
    console.serve();
  }

  private static HighlanderNode start(NodePlan plan, NodeConsole console) throws ReflectiveOperationException {
    var platform = new SystemPlatform(plan.name()).platform();
    NodeBuilder builder = Highlander.node();
    if (!plan.configuration().isEmpty()) {
      var configuration = Class.forName(plan.configuration()).getDeclaredConstructor();
      configuration.setAccessible(true);
      ((NodeConfiguration) configuration.newInstance()).configure(builder, plan.name());
    }
    for (String type : plan.types()) {
      builder.types(Class.forName(type));
    }
    return builder
        .name(plan.name())
        .cluster(KitTransport.CLUSTER)
        .zookeeper(plan.zookeeper())
        .store(on -> new AuditedStore(plan.store().open().open(on), console::event))
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
                address -> console.event("listening", Map.of("address", address))))
        .listener(new Teller(console))
        .start();
  }

  private void defineCommands(NodeConsole console) {
    console
        .on("call", asked -> call(Base64.getDecoder().decode(asked.path("body").asString(""))))
        .on("location", asked -> node.location(object(asked)).map(Location::node).orElse(""))
        .on("report", asked -> node.report());
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
  private record Teller(NodeConsole console) implements NodeListener {
    @Override
    public void onActivated(ObjectId object, Epoch epoch) {
      console.event("activated", Map.of("object", object.toString(), "epoch", epoch.toString()));
    }

    @Override
    public void onDeactivated(ObjectId object, Epoch epoch, String reason, long servedUntilNanos) {
      console.event(
          "deactivated", Map.of("object", object.toString(), "epoch", epoch.toString(), "reason", reason, "until", servedUntilNanos));
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
