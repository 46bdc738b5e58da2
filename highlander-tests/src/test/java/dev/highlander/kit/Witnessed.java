package dev.highlander.kit;

import dev.highlander.Caller;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody may have seen of one counter, told step by step; time goes on with each step. */
final class Witnessed {

  static final String BIRTH = "birth";
  private static final ObjectId COUNTER = new ObjectId("counter", "x");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ActivationLog activations = new ActivationLog();
  private final WriteLog writes = new WriteLog();
  private final CallHistory<RecordedCall, RecordedReply> calls = new CallHistory<>();
  private final Map<String, Stored> stored = new HashMap<>();
  private long nanos;
  private int attempts;

  Witnessed activated(String node) {
    activations.activated(node, COUNTER.toString(), "1.1", ++nanos);
    return this;
  }

  Witnessed deactivated(String node) {
    activations.deactivated(node, COUNTER.toString(), "1.1", "test", ++nanos);
    return this;
  }

  Witnessed wrote(long version, String token, Result result) {
    String key = "attempt-" + ++attempts;
    writes.writing(key, new Attempt("a", COUNTER.toString(), BIRTH, version, token, Result.UNKNOWN));
    if (result != Result.UNKNOWN) {
      writes.wrote(key, result);
    }
    return this;
  }

  Witnessed stored(long version, String token) {
    stored.put(COUNTER.toString(), new Stored(BIRTH, version, token));
    return this;
  }

  /** A call is sent; its end is told with {@link #returned} or never. */
  long sent(Kind kind, String handler, String arguments, String request) {
    var call = new RecordedCall(COUNTER, kind, handler, json(arguments), Caller.service("test"), request);
    return calls.began(COUNTER.toString(), "test", call, ++nanos);
  }

  Witnessed returned(long call, String value, long version) {
    calls.ended(call, new Outcome.Returned<>(new RecordedReply(json(value), version > 0, version, BIRTH)), ++nanos);
    return this;
  }

  Witnessed refused(long call) {
    calls.ended(call, new Outcome.Refused<>("UNAVAILABLE"), ++nanos);
    return this;
  }

  Witnessed added(int amount, int sum, long version) {
    return returned(sent(Kind.UPDATE, "add", "[" + amount + "]", ""), Integer.toString(sum), version);
  }

  Witnessed read(int value, long version) {
    return returned(sent(Kind.READ, "", "[]", ""), "{\"value\":" + value + "}", version);
  }

  ClusterReport judge(String... writtenByOthers) {
    var audit = new ClusterAudit(activations, writes, calls, Map.of("counter", new TypeSpecification<>(Counter.class)), Set.of(writtenByOthers));
    return audit.judge(stored);
  }

  private static JsonNode json(String text) {
    return JSON.readTree(text);
  }
}
