package dev.highlander.benchmarks.cases;

import dev.highlander.Highlander;
import dev.highlander.HighlanderClient;
import dev.highlander.Ref;
import dev.highlander.benchmarks.Benchmark;
import dev.highlander.benchmarks.Figure;
import dev.highlander.benchmarks.Goal;
import dev.highlander.benchmarks.Pairs;
import dev.highlander.benchmarks.Plan;
import dev.highlander.benchmarks.Run;
import dev.highlander.benchmarks.load.AsyncLoop;
import dev.highlander.benchmarks.load.ClosedLoop;
import dev.highlander.benchmarks.process.ChildProcess;
import dev.highlander.benchmarks.process.NodeProcess;
import dev.highlander.benchmarks.raw.EchoClient;
import dev.highlander.benchmarks.raw.EchoServer;
import dev.highlander.internal.transport.ClusterSecret;
import dev.highlander.internal.transport.TcpTransport;
import dev.highlander.internal.transport.TransportSettings;
import dev.highlander.internal.util.SystemPlatform;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A query of an object of another process, beside a raw echo of frames of the same lengths over the same kind of socket, with the same
 * callers: virtual threads that wait, then no callers but one answer that sends the next request.
 */
public final class RemoteQuery implements Benchmark {

  private static final List<Integer> IN_FLIGHT = List.of(1, 64, 256);
  private static final Goal GOAL = new Goal.AtLeastTimesBaseline(0.6);

  @Override
  public String name() {
    return "remote-query";
  }

  @Override
  public String question() {
    return "queries of an object in another process, beside an echo of the same frames";
  }

  @Override
  public void run(Run run) throws Exception {
    try (NodeProcess node = NodeProcess.start()) {
      int[] lengths = lengths(node);
      run.note("a request has " + lengths[0] + " bytes, a reply " + lengths[1] + ", both behind a header of 13");
      byte[] request = new byte[lengths[0]];
      try (ChildProcess server = ChildProcess.start(EchoServer.class, Integer.toString(lengths[1]));
          EchoClient echo = new EchoClient(server.address("port", Integer::parseInt));
          HighlanderClient client = client(node)) {
        Ref<Counter> counter = client.ref(Counter.class, "remote");
        for (int inFlight : IN_FLIGHT) {
          waiting(run, inFlight, echo, request, counter);
        }
        for (int inFlight : IN_FLIGHT) {
          flowing(run, inFlight, echo, request, counter);
        }
      }
    }
  }

  private static HighlanderClient client(NodeProcess node) {
    return Highlander.client()
        .name("caller")
        .zookeeper(node.connectString())
        .secret(NodeProcess.SECRET)
        .types(Counter.class)
        .connect();
  }

  /** How many bytes the bodies of such a query and of its reply have. */
  private static int[] lengths(NodeProcess node) {
    try (SystemPlatform platform = new SystemPlatform("caller")) {
      TransportSettings settings = TransportSettings.withSecret("highlander", "caller", null, ClusterSecret.of(NodeProcess.SECRET));
      FrameLengths lengths =
          new FrameLengths(new TcpTransport(settings, platform.platform(), SystemPlatform.daemons("lengths-")));
      try (HighlanderClient client =
          Highlander.client()
              .name("caller")
              .zookeeper(node.connectString())
              .transport(lengths)
              .platform(platform.platform())
              .types(Counter.class)
              .connect()) {
        Ref<Counter> counter = client.ref(Counter.class, "remote");
        counter.update(Counter::add, 1L);
        counter.query(Counter::now);
        return new int[] {lengths.request(), lengths.reply()};
      }
    }
  }

  private static void waiting(Run run, int inFlight, EchoClient echo, byte[] request, Ref<Counter> counter) throws Exception {
    String name = "remote query, " + inFlight + (inFlight == 1 ? " caller" : " callers") + " waiting";
    Plan plan = run.plan();
    Pairs pairs = Pairs.of(
        run,
        name,
        () -> ClosedLoop.run(inFlight, plan.warmup(), plan.measured(), i -> () -> await(echo, request)).perSecond(),
        () -> ClosedLoop.run(inFlight, plan.warmup(), plan.measured(), i -> () -> counter.query(Counter::now)).perSecond());
    run.figure(Figure.of(name, "1/s", pairs, "raw echo, callers waiting", GOAL));
  }

  private static byte[] await(EchoClient echo, byte[] request) throws Exception {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    echo.send(request, answer::complete);
    return answer.get();
  }

  private static void flowing(Run run, int inFlight, EchoClient echo, byte[] request, Ref<Counter> counter) throws Exception {
    String name = "remote query, " + inFlight + " in flight, asynchronous";
    Plan plan = run.plan();
    Pairs pairs = Pairs.of(
        run,
        name,
        () -> AsyncLoop.run(
                inFlight, plan.warmup(), plan.measured(), end -> echo.send(request, answer -> end.accept(answer, null)))
            .perSecond(),
        () -> AsyncLoop.run(
                inFlight, plan.warmup(), plan.measured(), end -> counter.queryAsync(Counter::now).whenComplete(end::accept))
            .perSecond());
    run.figure(Figure.of(name, "1/s", pairs, "raw echo, asynchronous", GOAL));
  }
}
