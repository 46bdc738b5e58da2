package dev.highlander.testkit.contract;

import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.MembershipView;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what an incarnation tells. */
public final class RecordingListener implements IncarnationListener {

  private final List<String> events = new CopyOnWriteArrayList<>();
  private volatile MembershipView view = MembershipView.EMPTY;

  /** {@code suspended}, {@code resumed} and {@code ended}, in order. */
  public List<String> events() {
    return events;
  }

  /** The last view that was told. */
  public MembershipView view() {
    return view;
  }

  public boolean ended() {
    return events.contains("ended");
  }

  @Override
  public void onMembers(MembershipView view) {
    this.view = view;
  }

  @Override
  public void onSuspended() {
    events.add("suspended");
  }

  @Override
  public void onResumed() {
    events.add("resumed");
  }

  @Override
  public void onEnded(String reason) {
    events.add("ended");
  }
}
