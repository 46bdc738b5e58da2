package dev.highlander.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.Caller;
import dev.highlander.Epoch;
import dev.highlander.ObjectId;
import dev.highlander.testkit.cluster.RecordedCall;
import dev.highlander.testkit.cluster.RecordedReply;
import dev.highlander.testkit.cluster.TypeSpecification;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a class says that its objects give. */
class TypeSpecificationTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final TypeSpecification<Counter> counter = new TypeSpecification<>(Counter.class);

  @Test
  void aHandlerGivesWhatItReturnsAndNothingElse() {
    RecordedCall add = call(RecordedCall.Kind.UPDATE, "add", "[2]");

    assertThat(counter.next(counter.initial(), add, reply("2"))).map(state -> state.state().toString()).contains("{\"value\":2}");
    assertThat(counter.next(counter.initial(), add, reply("3"))).isEmpty();
  }

  @Test
  void whoeverReplacesAStateIsGivenThatOneIfAnythingIsKnownOfTheReply() {
    RecordedCall put = call(RecordedCall.Kind.WRITE, "", "[{\"value\":5}]");

    assertThat(counter.next(counter.initial(), put, reply("{\"value\":5}"))).map(state -> state.state().toString()).contains("{\"value\":5}");
    assertThat(counter.next(counter.initial(), put, reply("{\"value\":9}"))).isEmpty();
    assertThat(counter.next(counter.initial(), put, reply(""))).map(state -> state.state().toString()).contains("{\"value\":5}");
  }

  private static RecordedCall call(RecordedCall.Kind kind, String handler, String arguments) {
    return new RecordedCall(new ObjectId("counter", "x"), kind, handler, JSON.readTree(arguments), Caller.service("test"), "", null, false);
  }

  private static RecordedReply reply(String value) {
    return new RecordedReply(JSON.readTree(value), true, 1, "birth", "", new Epoch(1, 1), "a");
  }
}
