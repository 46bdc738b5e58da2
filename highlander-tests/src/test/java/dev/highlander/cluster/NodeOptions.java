package dev.highlander.cluster;

import dev.highlander.HandOffSettings;
import dev.highlander.NodeSettings;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything a {@link TestNodeMain} needs to know, as its one argument.
 *
 * @param name the node's name in the cluster
 * @param client whether it hosts nothing
 * @param zookeeper connect string
 * @param endpoint address of the S3 server
 * @param bucket name of the bucket
 * @param accessKey access key of the S3 server
 * @param secretKey secret key of the S3 server
 * @param secret the cluster's secret; empty for the default of the loopback address
 * @param sessionMillis session time-out T
 * @param leaseMillis lease L
 * @param storeDeadlineMillis how long one write is tried
 * @param listen address to listen on; empty for a free port of the loopback address
 * @param advertise address that peers are told; empty for the one it listens on
 * @param settleMillis after how long without a change of members objects are moved to balance; 0 for never
 */
public record NodeOptions(
    String name,
    boolean client,
    String zookeeper,
    String endpoint,
    String bucket,
    String accessKey,
    String secretKey,
    String secret,
    int sessionMillis,
    int leaseMillis,
    int storeDeadlineMillis,
    String listen,
    String advertise,
    int settleMillis) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static NodeOptions read(String argument) {
    return JSON.readValue(argument, NodeOptions.class);
  }

  String argument() {
    return JSON.writeValueAsString(this);
  }

  NodeOptions asClient() {
    return new NodeOptions(
        name, true, zookeeper, endpoint, bucket, accessKey, secretKey, secret, sessionMillis, leaseMillis, storeDeadlineMillis, "", "",
        settleMillis);
  }

  NodeOptions named(String other) {
    return new NodeOptions(
        other, client, zookeeper, endpoint, bucket, accessKey, secretKey, secret, sessionMillis, leaseMillis, storeDeadlineMillis, listen,
        advertise, settleMillis);
  }

  NodeOptions withZookeeper(String other) {
    return new NodeOptions(
        name, client, other, endpoint, bucket, accessKey, secretKey, secret, sessionMillis, leaseMillis, storeDeadlineMillis, listen,
        advertise, settleMillis);
  }

  NodeOptions withSecret(String other) {
    return new NodeOptions(
        name, client, zookeeper, endpoint, bucket, accessKey, secretKey, other, sessionMillis, leaseMillis, storeDeadlineMillis, listen,
        advertise, settleMillis);
  }

  NodeOptions withSession(Duration timeout) {
    return new NodeOptions(
        name, client, zookeeper, endpoint, bucket, accessKey, secretKey, secret, (int) timeout.toMillis(), leaseMillis, storeDeadlineMillis,
        listen, advertise, settleMillis);
  }

  /** Listens at one address and is reached by its peers at another one, behind a proxy for example. */
  NodeOptions behind(String listenAddress, String advertised) {
    return new NodeOptions(
        name, client, zookeeper, endpoint, bucket, accessKey, secretKey, secret, sessionMillis, leaseMillis, storeDeadlineMillis,
        listenAddress, advertised, settleMillis);
  }

  NodeOptions withSettleMillis(int other) {
    return new NodeOptions(
        name, client, zookeeper, endpoint, bucket, accessKey, secretKey, secret, sessionMillis, leaseMillis, storeDeadlineMillis, listen,
        advertise, other);
  }

  NodeSettings settings() {
    HandOffSettings handOff =
        settleMillis == 0
            ? HandOffSettings.DEFAULT.withRebalance(false)
            : HandOffSettings.DEFAULT.withSettle(Duration.ofMillis(settleMillis));
    return NodeSettings.defaults().toBuilder()
        .sessionTimeout(Duration.ofMillis(sessionMillis))
        .lease(Duration.ofMillis(leaseMillis))
        .heartbeat(Duration.ofMillis(leaseMillis / 10))
        .storeDeadline(Duration.ofMillis(storeDeadlineMillis))
        .handOff(handOff)
        .build();
  }
}
