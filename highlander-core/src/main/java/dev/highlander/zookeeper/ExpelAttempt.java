package dev.highlander.zookeeper;

import dev.highlander.spi.Expulsion;
import dev.highlander.zookeeper.ZkReply.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One attempt to expel a member (protocol L4): one transaction checks that this process and all accusers are members, deletes the victim's node
 * entry and takes a place. A place is an ephemeral node {@code expulsions/<number>} that its holder deletes after a while: as many as there are
 * places, so many expulsions can the cluster decide in that time, whoever decides them.
 */
final class ExpelAttempt {

  private static final int OWN = 0;
  private static final int VICTIM = 1;
  private static final int FIRST_ACCUSER = 2;

  private final Standing standing;
  private final Expulsion.Order order;
  private final List<String> others;
  private final byte[] value;
  private final CompletableFuture<Expulsion> answer = new CompletableFuture<>();
  private int place;
  private boolean parentMade;

  ExpelAttempt(Standing standing, Expulsion.Order order) {
    this.standing = standing;
    this.order = order;
    this.others = order.accusers().stream().filter(accuser -> !accuser.equals(standing.id())).sorted().toList();
    // Says to an operator who did it, and to this process that the place is its own.
    this.value = (order.victim() + " expelled by " + standing.id()).getBytes(StandardCharsets.UTF_8);
  }

  CompletableFuture<Expulsion> start() {
    if (standing.link().up()) {
      attempt();
    } else {
      answer.complete(new Expulsion.Refused(standing.link().problem()));
    }
    return answer;
  }

  private void attempt() {
    List<ZkOp> operations = new ArrayList<>();
    operations.add(standing.own().check());
    operations.add(new ZkOp.Delete(standing.paths().node(order.victim())));
    others.forEach(accuser -> operations.add(new ZkOp.Check(standing.paths().node(accuser))));
    operations.add(new ZkOp.Create(standing.paths().expulsion(place), value, ZkOp.Mode.EPHEMERAL));
    standing.session().multi(operations, this::onReply);
  }

  private void onReply(ZkReply<List<ZkSession.Result>> reply) {
    switch (reply) {
      case ZkReply.Done<List<ZkSession.Result>> done -> {
        leavePlaceLater();
        answer.complete(new Expulsion.Done());
      }
      case ZkReply.Refused<List<ZkSession.Result>> refused when refused.reason() == Reason.NO_NODE -> missing(refused.operation());
      case ZkReply.Refused<List<ZkSession.Result>> refused when refused.reason() == Reason.NODE_EXISTS -> nextPlace();
      case ZkReply.Refused<List<ZkSession.Result>> refused -> answer.complete(new Expulsion.Refused(reply.problem()));
      case ZkReply.Unknown<List<ZkSession.Result>> unknown -> {
        leavePlaceLater();
        answer.complete(new Expulsion.Unknown(reply.problem()));
      }
      case ZkReply.Ended<List<ZkSession.Result>> ended -> answer.complete(new Expulsion.Unknown(reply.problem()));
    }
  }

  private void missing(int operation) {
    if (operation == OWN) {
      standing.expelled();
      answer.complete(new Expulsion.Refused(standing.link().problem()));
    } else if (operation == VICTIM) {
      answer.complete(new Expulsion.Gone());
    } else if (operation < FIRST_ACCUSER + others.size()) {
      answer.complete(new Expulsion.Refused("accuser " + others.get(operation - FIRST_ACCUSER) + " is no member any more"));
    } else {
      makeParent();
    }
  }

  /** Made when it is needed for the first time: roots of earlier versions lack it. */
  private void makeParent() {
    if (parentMade) {
      answer.complete(new Expulsion.Refused(standing.paths().expulsions() + " can't be made"));
      return;
    }
    parentMade = true;
    standing
        .session()
        .create(
            new ZkOp.Create(standing.paths().expulsions(), new byte[0], ZkOp.Mode.PERSISTENT),
            made -> {
              if (made instanceof ZkReply.Done || made.refused(Reason.NODE_EXISTS)) {
                attempt();
              } else {
                answer.complete(new Expulsion.Refused(made.problem()));
              }
            });
  }

  private void nextPlace() {
    if (++place < order.places()) {
      attempt();
    } else {
      answer.complete(new Expulsion.Refused(order.places() + " members were expelled lately, which is the limit"));
    }
  }

  private void leavePlaceLater() {
    String path = standing.paths().expulsion(place);
    standing.platform().scheduling().after(order.held(), () -> leavePlace(path));
  }

  /** Not blindly: after an unknown outcome the place may be another one's. */
  private void leavePlace(String path) {
    standing
        .session()
        .data(
            path,
            false,
            read -> {
              if (read instanceof ZkReply.Done<ZkSession.Data> found && Arrays.equals(found.value().value(), value)) {
                standing.session().delete(path, deleted -> retryIfUnknown(deleted, path));
              } else {
                retryIfUnknown(read, path);
              }
            });
  }

  private void retryIfUnknown(ZkReply<?> reply, String path) {
    if (reply instanceof ZkReply.Unknown) {
      standing.link().retry(() -> leavePlace(path));
    }
  }
}
