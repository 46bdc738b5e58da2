package dev.highlander.internal;

import dev.highlander.ObjectId;
import dev.highlander.Unavailable;
import dev.highlander.spi.Claim;
import dev.highlander.spi.ClaimResult;
import dev.highlander.spi.Expulsion;
import dev.highlander.spi.Incarnation;
import dev.highlander.spi.IncarnationListener;
import dev.highlander.spi.LookupResult;
import dev.highlander.spi.Member;
import dev.highlander.spi.MembershipView;
import dev.highlander.spi.Registry;
import dev.highlander.spi.Renewal;
import dev.highlander.spi.Succession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A registry that answers as a test says. */
public final class ScriptedRegistry implements Registry {

  private final List<Life> lives = new ArrayList<>();

  /** What a look-up finds. */
  public LookupResult found = new LookupResult.Free();

  /** Happens at each renewal, before its answer. */
  public Runnable onRenewal = () -> { };

  /** What a renewal gives. */
  public Supplier<CompletableFuture<Renewal>> renewal = () -> CompletableFuture.completedFuture(new Renewal.Acknowledged());

  /** What opening the registry gives. */
  public Supplier<CompletableFuture<String>> opened = () -> CompletableFuture.completedFuture("root");

  /** Every incarnation so far. */
  public List<Life> lives() {
    return lives;
  }

  @Override
  public CompletableFuture<String> open() {
    return opened.get();
  }

  @Override
  public CompletableFuture<Incarnation> join(Profile profile, IncarnationListener listener) {
    Life life = new Life("incarnation-" + (lives.size() + 1), profile, listener);
    lives.add(life);
    return CompletableFuture.completedFuture(life);
  }

  @Override
  public void close() {}

  /** One incarnation. */
  public final class Life implements Incarnation {
    private final Member self;
    private final IncarnationListener listener;
    private boolean left;

    Life(String id, Profile profile, IncarnationListener listener) {
      this.self = new Member(id, profile.name(), profile.address(), profile.version(), profile.role(), false, Map.of());
      this.listener = listener;
    }

    /** Whether it was told to leave. */
    public boolean left() {
      return left;
    }

    /** The members changed. */
    public void change() {
      listener.onMembers(members());
    }

    /** The registry can't be reached. */
    public void suspend() {
      listener.onSuspended();
    }

    /** It is reached again. */
    public void resume() {
      listener.onResumed();
    }

    /** Its session is over. */
    public void end() {
      listener.onEnded("its session is over");
    }

    @Override
    public String id() {
      return self.incarnation();
    }

    @Override
    public Member self() {
      return self;
    }

    @Override
    public MembershipView members() {
      return new MembershipView(List.of(self));
    }

    @Override
    public CompletableFuture<MembershipView> refreshMembers() {
      return CompletableFuture.completedFuture(members());
    }

    @Override
    public CompletableFuture<Renewal> renew() {
      onRenewal.run();
      return renewal.get();
    }

    @Override
    public CompletableFuture<ClaimResult> claim(ObjectId object) {
      return CompletableFuture.completedFuture(new ClaimResult.Declined("nothing can be claimed here"));
    }

    @Override
    public Succession succeed(ObjectId object, String owner) {
      throw new UnsupportedOperationException("nobody announces a release here");
    }

    @Override
    public CompletableFuture<LookupResult> lookup(ObjectId object) {
      return CompletableFuture.completedFuture(found);
    }

    @Override
    public CompletableFuture<Void> release(Claim claim, boolean clean) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Expulsion> expel(Expulsion.Order order) {
      return CompletableFuture.completedFuture(new Expulsion.Refused("not here"));
    }

    @Override
    public CompletableFuture<Void> draining(boolean draining) {
      return CompletableFuture.failedFuture(new Unavailable("not here"));
    }

    @Override
    public CompletableFuture<Void> leave() {
      left = true;
      return CompletableFuture.completedFuture(null);
    }
  }
}
