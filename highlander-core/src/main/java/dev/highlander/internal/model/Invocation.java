package dev.highlander.internal.model;

import dev.highlander.Caller;
import dev.highlander.ObjectId;
import dev.highlander.RequestId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call as it travels from a reference to the owner.
 *
 * @param object the called object
 * @param operation what it does
 * @param arguments its arguments
 * @param caller who calls, authenticated
 * @param request id of an update, under which it is applied at most once; null for operations that only read
 * @param lowestOutstanding for a sequenced id: the caller's lowest sequence at this object whose answer it has not seen, so that what lies
 *     below can be forgotten (protocol F6); 0 otherwise
 * @param repeated whether an earlier attempt of this update may have reached an owner or may still be on its way to the store: then even a
 *     refusal is answered only once no earlier attempt can take effect any more
 * @param path the objects whose updates wait for this call, outermost first; at most {@link #MAX_PATH}
 * @param strict whether a read is validated against the store (protocol G4)
 * @param deadlineNanos when the caller stops waiting, by this process's ticker
 */
public record Invocation(
    ObjectId object,
    Operation operation,
    Arguments arguments,
    Caller caller,
    @Nullable RequestId request,
    long lowestOutstanding,
    boolean repeated,
    List<ObjectId> path,
    boolean strict,
    long deadlineNanos) {

  /** The longest chain of updates that wait for each other. */
  public static final int MAX_PATH = 32;
}
