package dev.highlander.testkit.zookeeper;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inside of a {@link ZooKeeperProcess}: a ZooKeeper server that ends when whoever has started it is gone, and ends sessions when it is told to.
 * Each line of its standard input is a number and the ports that a client comes from; the answer is that number and whether there was a session.
 */
public final class ServerMain {

  private static final Logger LOG = LoggerFactory.getLogger(ServerMain.class);

  private ServerMain() {}

  /** The one argument is the server's configuration file. */
  public static void main(String[] arguments) {
    PrintStream answers = System.out;
    System.setOut(System.err);
    Thread.ofPlatform().daemon().name("orders").start(() -> obey(answers));
    QuorumPeerMain.main(arguments);
  }

  private static void obey(PrintStream answers) {
    try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        String[] words = order.split(" ", -1);
        Set<Integer> ports = Arrays.stream(words).skip(1).map(Integer::parseInt).collect(Collectors.toSet());
        answers.println(words[0] + " " + SessionExpiry.expire(ports));
        answers.flush();
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("this server can't be told what to do any more", e);
    }
    Runtime.getRuntime().halt(3);
  }
}
