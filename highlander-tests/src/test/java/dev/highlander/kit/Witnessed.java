package dev.highlander.kit;

import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.ObjectId;
import dev.highlander.testkit.cluster.ActivationLog;
import dev.highlander.testkit.cluster.ClusterAudit;
import dev.highlander.testkit.cluster.ClusterReport;
import dev.highlander.testkit.cluster.RecordedCall;
import dev.highlander.testkit.cluster.RecordedCall.Kind;
import dev.highlander.testkit.cluster.RecordedReply;
import dev.highlander.testkit.cluster.TypeSpecification;
import dev.highlander.testkit.cluster.WriteLog;
import dev.highlander.testkit.cluster.WriteLog.Attempt;
import dev.highlander.testkit.cluster.WriteLog.Result;
import dev.highlander.testkit.cluster.WriteLog.Stored;
import dev.highlander.testkit.history.CallHistory;
import dev.highlander.testkit.history.Outcome;
import dev.highlander.testkit.history.SequentialModel;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What somebody may have seen of one counter, told step by step; time goes on with each step. */
final class Witnessed {

  static final String BIRTH = "birth";
  private static final ObjectId COUNTER = new ObjectId("counter", "x");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ActivationLog activations = new ActivationLog();
  private final WriteLog writes = new WriteLog();
  private final CallHistory<RecordedCall, RecordedReply> calls = new CallHistory<>();
  private final Map<String, Stored> stored = new HashMap<>();
  private final Map<String, Epoch> epochs = new HashMap<>();
  private String answering = "a";
  private long nanos;
  private int attempts;

  /** The next activation, of a later epoch than all before. */
  Witnessed activated(String node) {
    epochs.put(node, new Epoch(1, epochs.size() + 1));
    activations.activated(node, COUNTER.toString(), epochs.get(node).toString(), ++nanos);
    answering = node;
    return this;
  }

  Witnessed deactivated(String node) {
    activations.deactivated(node, COUNTER.toString(), epochs.get(node).toString(), "test", ++nanos);
    return this;
  }

  /** From now on this node answers, whether it may or not. */
  Witnessed answeredBy(String node) {
    answering = node;
    return this;
  }

  Witnessed wrote(long version, String token, Result result) {
    return wrote(BIRTH, version, token, false, result);
  }

  Witnessed wroteTombstone(long version, String token) {
    return wrote(BIRTH, version, token, true, Result.WRITTEN);
  }

  Witnessed wrote(String birth, long version, String token, boolean tombstone, Result result) {
    String key = "attempt-" + ++attempts;
    writes.writing(key, new Attempt("a", COUNTER.toString(), birth, version, token, tombstone, Result.UNKNOWN));
    if (result != Result.UNKNOWN) {
      writes.wrote(key, result);
    }
    return this;
  }

  Witnessed removed(Result result) {
    String key = "attempt-" + ++attempts;
    writes.removing(key, COUNTER.toString());
    writes.wrote(key, result);
    return this;
  }

  Witnessed stored(long version, String token) {
    return stored(BIRTH, version, token);
  }

  Witnessed stored(String birth, long version, String token) {
    stored.put(COUNTER.toString(), new Stored(birth, version, token));
    return this;
  }

  Witnessed nothingStored() {
    stored.clear();
    return this;
  }

  /** A call is sent; its end is told with {@link #returned} or never. */
  long sent(Kind kind, String handler, String arguments, String request) {
    return sent(new RecordedCall(COUNTER, kind, handler, json(arguments), Caller.service("test"), request, null, false));
  }

  private long sent(RecordedCall call) {
    return calls.began(COUNTER.toString(), "test", call, ++nanos);
  }

  long wroteIf(long version, int value) {
    JsonNode arguments = json("[{\"value\":" + value + "}]");
    return sent(
        new RecordedCall(COUNTER, Kind.WRITE, "", arguments, Caller.service("test"), "", new RecordedCall.Expectation(version, BIRTH), false));
  }

  /** A call of somebody who is a user, and not a service. */
  long sentByUser(Kind kind, String handler, String arguments) {
    return sent(new RecordedCall(COUNTER, kind, handler, json(arguments), Caller.user("eve"), "", null, false));
  }

  long sentStrictly(Kind kind) {
    return sent(new RecordedCall(COUNTER, kind, "", json("[]"), Caller.service("test"), "", null, true));
  }

  Witnessed returned(long call, String value, long version) {
    return returned(call, value, version > 0, version);
  }

  Witnessed returned(long call, String value, boolean exists, long version) {
    return answered(call, json(value), exists, version, "");
  }

  /** The object decided against it. */
  Witnessed declined(long call, String why, long version) {
    return answered(call, MissingNode.getInstance(), version > 0, version, why);
  }

  private Witnessed answered(long call, JsonNode value, boolean exists, long version, String refusal) {
    Epoch epoch = epochs.getOrDefault(answering, Epoch.NONE);
    calls.ended(call, new Outcome.Returned<>(new RecordedReply(value, exists, version, BIRTH, refusal, epoch, answering)), ++nanos);
    return this;
  }

  /** It was not executed, for reasons that have nothing to do with the object's state. */
  Witnessed refused(long call) {
    calls.ended(call, new Outcome.Refused<>("UNAVAILABLE"), ++nanos);
    return this;
  }

  /** Its caller gave up. */
  Witnessed unknown(long call) {
    calls.ended(call, new Outcome.Open<>(), ++nanos);
    return this;
  }

  Witnessed added(int amount, int sum, long version) {
    return returned(sent(Kind.UPDATE, "add", "[" + amount + "]", ""), Integer.toString(sum), version);
  }

  Witnessed read(int value, long version) {
    return returned(sent(Kind.READ, "", "[]", ""), state(value), version);
  }

  static String state(int value) {
    return "{\"value\":" + value + "}";
  }

  ClusterReport judge(String... leftOut) {
    return judge(new TypeSpecification<>(Counter.class), leftOut);
  }

  ClusterReport judge(SequentialModel<?, RecordedCall, RecordedReply> model, String... leftOut) {
    return new ClusterAudit(activations, writes, calls, Map.of("counter", model), Set.of(leftOut)).judge(stored);
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text);
  }
}
