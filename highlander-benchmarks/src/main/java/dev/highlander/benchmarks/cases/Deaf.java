package dev.highlander.benchmarks.cases;

import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.MembershipView;

/** Listens to an incarnation to which nothing happens that matters here. */
final class Deaf implements IncarnationListener {

  @Override
  public void onMembers(MembershipView view) {}

  @Override
  public void onSuspended() {}

  @Override
  public void onResumed() {}

  @Override
  public void onEnded(String reason) {}
}
