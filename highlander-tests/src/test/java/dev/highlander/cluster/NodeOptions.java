package dev.highlander.cluster;

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
    int storeDeadlineMillis) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static NodeOptions read(String argument) {
    return JSON.readValue(argument, NodeOptions.class);
  }

  String argument() {
    return JSON.writeValueAsString(this);
  }

  NodeOptions asClient() {
    return new NodeOptions(
        name, true, zookeeper, endpoint, bucket, accessKey, secretKey, secret, sessionMillis, leaseMillis, storeDeadlineMillis);
  }

  NodeOptions named(String other) {
    return new NodeOptions(
        other, client, zookeeper, endpoint, bucket, accessKey, secretKey, secret, sessionMillis, leaseMillis, storeDeadlineMillis);
  }

  NodeOptions withZookeeper(String other) {
    return new NodeOptions(
        name, client, other, endpoint, bucket, accessKey, secretKey, secret, sessionMillis, leaseMillis, storeDeadlineMillis);
  }

  NodeOptions withSecret(String other) {
    return new NodeOptions(
        name, client, zookeeper, endpoint, bucket, accessKey, secretKey, other, sessionMillis, leaseMillis, storeDeadlineMillis);
  }

  NodeSettings settings() {
    return NodeSettings.defaults().toBuilder()
        .sessionTimeout(Duration.ofMillis(sessionMillis))
        .lease(Duration.ofMillis(leaseMillis))
        .heartbeat(Duration.ofMillis(leaseMillis / 10))
        .storeDeadline(Duration.ofMillis(storeDeadlineMillis))
        .build();
  }
}
