package dev.highlander.samples.todo;

import dev.highlander.Call;
import dev.highlander.Caller;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import java.time.Instant;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A call for tests of handlers alone: its ids count up. */
final class CallBy implements Call {

  private final Caller caller;
  private final ObjectId object;
  private int ids;

  private CallBy(Caller caller, ObjectId object) {
    this.caller = caller;
    this.object = object;
  }

  static CallBy user(String name) {
    return new CallBy(Caller.user(name), new ObjectId("list", "home"));
  }

  static CallBy service() {
    return new CallBy(Caller.service("node-1"), new ObjectId("list", "home"));
  }

  CallBy to(ObjectId other) {
    return new CallBy(caller, other);
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public ObjectId object() {
    return object;
  }

  @Override
  public RequestId id() {
    return RequestId.named("test");
  }

  @Override
  public Instant time() {
    return Instant.EPOCH;
  }

  @Override
  public String newId() {
    return "id-" + ++ids;
  }

  @Override
  public RandomGenerator random() {
    return new Random(1);
  }
}
