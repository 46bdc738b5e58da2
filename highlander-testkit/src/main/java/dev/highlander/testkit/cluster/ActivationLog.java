package dev.highlander.testkit.cluster;

import dev.highlander.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When which process served which object, as the nodes' listeners told it with the machine's monotonic clock. A node that served longer than it
 * believes does not show here, but in what it answered: {@link ClusterAudit} compares both. Thread-safe.
 */
public final class ActivationLog {

  /**
   * One activation.
   *
   * @param process the node process
   * @param object type and id
   * @param epoch its epoch, as text
   * @param fromNanos when it began to serve
   * @param toNanos when it served last at the latest, as far as it knows: when it was closed, or its lease had ended before; {@link Long#MAX_VALUE}
   *     while it serves
   * @param reason why it ended; empty while it serves
   */
  public record Service(String process, String object, String epoch, long fromNanos, long toNanos, String reason) {
    /** Whether it had not ended when last heard of. */
    public boolean live() {
      return toNanos == Long.MAX_VALUE;
    }

    /** The epoch in its order. */
    Epoch order() {
      int dot = epoch.indexOf('.');
      return new Epoch(Long.parseLong(epoch, 0, dot, 10), Long.parseLong(epoch, dot + 1, epoch.length(), 10));
    }

    private boolean overlaps(Service other) {
      return fromNanos < other.toNanos && other.fromNanos < toNanos;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Service> services = new ArrayList<>();

  /** An activation serves. */
  public void activated(String process, String object, String epoch, long nanos) {
    lock.lock();
    try {
      services.add(new Service(process, object, epoch, nanos, Long.MAX_VALUE, ""));
    } finally {
      lock.unlock();
    }
  }

  /** An activation serves no more, and served until then at the latest. */
  public void deactivated(String process, String object, String epoch, String reason, long nanos) {
    lock.lock();
    try {
      services.replaceAll(
          service ->
              service.live() && service.process().equals(process) && service.object().equals(object) && service.epoch().equals(epoch)
                  ? new Service(process, object, epoch, service.fromNanos(), nanos, reason)
                  : service);
    } finally {
      lock.unlock();
    }
  }

  /** A process is dead, and so is whatever it served. */
  public void died(String process, long nanos) {
    lock.lock();
    try {
      services.replaceAll(
          service ->
              service.live() && service.process().equals(process)
                  ? new Service(process, service.object(), service.epoch(), service.fromNanos(), nanos, "process ended")
                  : service);
    } finally {
      lock.unlock();
    }
  }

  /** All activations of an object, in the order in which they were heard of. */
  public List<Service> of(String object) {
    lock.lock();
    try {
      return services.stream().filter(service -> service.object().equals(object)).toList();
    } finally {
      lock.unlock();
    }
  }

  /** All objects that were served. */
  public List<String> objects() {
    lock.lock();
    try {
      return services.stream().map(Service::object).distinct().sorted().toList();
    } finally {
      lock.unlock();
    }
  }

  /** Processes that serve an object now. */
  public List<String> live(String object) {
    return of(object).stream().filter(Service::live).map(Service::process).toList();
  }

  /** Pairs of activations of one object that served at the same time. */
  public List<String> overlaps(String object) {
    List<Service> all = of(object);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        if (all.get(i).overlaps(all.get(j))) {
          found.add(all.get(i) + " and " + all.get(j));
        }
      }
    }
    return found;
  }
}
