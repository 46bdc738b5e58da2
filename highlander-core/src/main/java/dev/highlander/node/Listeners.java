package dev.highlander.node;

import dev.highlander.Epoch;
import dev.highlander.ObjectId;
import dev.highlander.spi.NodeListener;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners; one that throws is logged and does not harm the others or the runtime. */
final class Listeners implements NodeListener {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<NodeListener> all;

  Listeners(List<NodeListener> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public void onActivated(ObjectId object, Epoch epoch) {
    tell(listener -> listener.onActivated(object, epoch));
  }

  @Override
  public void onDeactivated(ObjectId object, Epoch epoch, String reason, long servedUntilNanos) {
    tell(listener -> listener.onDeactivated(object, epoch, reason, servedUntilNanos));
  }

  @Override
  public void onJoined(String incarnation) {
    tell(listener -> listener.onJoined(incarnation));
  }

  @Override
  public void onEnded(String incarnation, String reason) {
    tell(listener -> listener.onEnded(incarnation, reason));
  }

  private void tell(Consumer<NodeListener> event) {
    for (NodeListener listener : all) {
      try {
        event.accept(listener);
      } catch (RuntimeException | Error e) {
        LOG.error("listener {} failed", listener.getClass().getName(), e);
      }
    }
  }
}
