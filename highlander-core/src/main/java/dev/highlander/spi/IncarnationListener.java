package dev.highlander.spi;

/** What happens to one incarnation. Called in the registry's order, on its thread: implementations return at once and never throw. */
public interface IncarnationListener {

  /** The members changed. */
  void onMembers(MembershipView view);

  /** The registry can't be reached for now: claim nothing new, serve on until the lease ends (protocol L6). */
  void onSuspended();

  /** The registry is reached again under the same session. */
  void onResumed();

  /**
   * The session or the own node entry is gone, or the registry is being closed (then it may be called on the closing thread): every activation
   * of this incarnation is to be closed at once. Called at most once, and not after {@link Incarnation#leave()}.
   *
   * @param reason a sentence for people
   */
  void onEnded(String reason);
}
