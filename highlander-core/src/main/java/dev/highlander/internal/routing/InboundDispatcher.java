package dev.highlander.internal.routing;

import dev.highlander.BadRequest;
import dev.highlander.ErrorKind;
import dev.highlander.internal.activation.ObjectHost;
import dev.highlander.internal.codec.JsonCodec;
import dev.highlander.internal.lease.Tenure;
import dev.highlander.internal.model.Answer;
import dev.highlander.internal.model.HandlerModel;
import dev.highlander.internal.model.Invocation;
import dev.highlander.internal.model.Operation;
import dev.highlander.internal.model.Payload;
import dev.highlander.internal.model.Problem;
import dev.highlander.internal.model.TypeModel;
import dev.highlander.internal.model.TypeRegistry;
import dev.highlander.internal.wire.AnswerCodec;
import dev.highlander.internal.wire.Decoded;
import dev.highlander.internal.wire.Invoke;
import dev.highlander.internal.wire.InvokeCodec;
import dev.highlander.spi.Ticker;
import dev.highlander.spi.Transport;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls of other processes: to the object, and the answer back. A call names the incarnation it was meant for, so that a delayed one can't be
 * executed by a later life of this process (protocol F6).
 */
public final class InboundDispatcher implements Transport.RequestHandler {

  private final ObjectHost host;
  private final Supplier<@Nullable Tenure> tenure;
  private final TypeRegistry types;
  private final JsonCodec json;
  private final Ticker ticker;

  public InboundDispatcher(ObjectHost host, Supplier<@Nullable Tenure> tenure, TypeRegistry types, JsonCodec json, Ticker ticker) {
    this.host = host;
    this.tenure = tenure;
    this.types = types;
    this.json = json;
    this.ticker = ticker;
  }

  @Override
  public void onRequest(Transport.Peer peer, byte[] body, Transport.Responder responder) {
    switch (InvokeCodec.decode(body, ticker.nanos())) {
      case Decoded.Malformed<Invoke> malformed ->
          responder.reply(AnswerCodec.encode(failed(ErrorKind.BAD_REQUEST, "from " + peer.name() + ": " + malformed.reason())));
      case Decoded.Message<Invoke> message -> dispatch(message.value(), responder);
    }
  }

  private void dispatch(Invoke invoke, Transport.Responder responder) {
    Tenure now = tenure.get();
    if (now == null || !now.incarnation().id().equals(invoke.targetIncarnation())) {
      responder.reply(AnswerCodec.encode(new Answer.NotOwner(null)));
      return;
    }
    Invocation invocation = invoke.invocation();
    host.invoke(invocation, answer -> reply(invocation, answer, responder));
  }

  private void reply(Invocation invocation, Answer answer, Transport.Responder responder) {
    try {
      responder.reply(AnswerCodec.encode(encoded(invocation, answer)));
    } catch (RuntimeException | Error thrown) {
      // Too large, or a value's own code threw. An update is applied already, whatever becomes of its reply.
      String why = "the answer can't be sent: " + (thrown instanceof BadRequest ? thrown.getMessage() : thrown);
      Answer instead = invocation.operation().writes() ? new Answer.Unknown(why) : failed(ErrorKind.BAD_REQUEST, why);
      responder.reply(AnswerCodec.encode(instead));
    }
  }

  private Answer encoded(Invocation invocation, Answer answer) {
    if (answer instanceof Answer.Done done && done.value() instanceof Payload.Live live) {
      return new Answer.Done(new Payload.Json(json.encode(live.value(), typeOf(invocation))), done.receipt());
    }
    return answer;
  }

  private Type typeOf(Invocation invocation) {
    TypeModel<?> type = types.require(invocation.object().type());
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

  private static Answer failed(ErrorKind kind, String message) {
    return new Answer.Failed(Problem.of(kind, message));
  }
}
