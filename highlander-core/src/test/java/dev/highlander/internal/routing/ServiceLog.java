package dev.highlander.internal.routing;

import dev.highlander.Epoch;
import dev.highlander.ObjectId;
import dev.highlander.spi.NodeListener;
import dev.highlander.spi.Ticker;
import java.util.ArrayList;
import java.util.List;

/** Who served what, from when until when, by the one clock of a test. */
final class ServiceLog {

  private final Ticker ticker;
  private final List<Service> services = new ArrayList<>();

  ServiceLog(Ticker ticker) {
    this.ticker = ticker;
  }

  /** One activation's time; {@code untilNanos} is the largest long while it lasts. */
  record Service(String node, ObjectId object, Epoch epoch, long fromNanos, long untilNanos, String reason) {}

  /** A listener that writes down what one node does. */
  NodeListener of(String node) {
    return new NodeListener() {
      @Override
      public void onActivated(ObjectId object, Epoch epoch) {
        services.add(new Service(node, object, epoch, ticker.nanos(), Long.MAX_VALUE, ""));
      }

      @Override
      public void onDeactivated(ObjectId object, Epoch epoch, String reason, long servedUntilNanos) {
        services.replaceAll(
            each ->
                each.object.equals(object) && each.epoch.equals(epoch)
                    ? new Service(node, object, epoch, each.fromNanos, servedUntilNanos, reason)
                    : each);
      }
    };
  }

  /** The activations of an object so far, in their order. */
  List<Service> of(ObjectId object) {
    return services.stream().filter(each -> each.object.equals(object)).toList();
  }

  /** Fails if two served one object at one instant (protocol G3). */
  void assertNeverTwo() {
    for (Service one : services) {
      for (Service other : services) {
        if (one != other && one.object.equals(other.object) && one.fromNanos < other.untilNanos && other.fromNanos < one.untilNanos) {
          throw new AssertionError(one + " and " + other + " at the same time");
        }
      }
    }
  }
}
