package dev.highlander.testkit.cluster;

import dev.highlander.NodeSettings;
import dev.highlander.s3.S3Store;
import dev.highlander.s3.S3StoreBuilder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything a {@link KitNode} needs to know, as its one argument.
 *
 * @param name the node's name
 * @param secret the cluster's secret
 * @param listen where it listens for peers
 * @param routes the addresses to dial instead of the nodes' own
 * @param zookeeper the connect string
 * @param store the store
 * @param types names of the classes it hosts
 * @param configuration name of a {@link NodeConfiguration}; empty for none
 * @param settings times and limits
 */
record NodePlan(
    String name,
    String secret,
    String listen,
    Map<String, String> routes,
    String zookeeper,
    Bucket store,
    List<String> types,
    String configuration,
    NodeSettings settings) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Where states are kept. */
  record Bucket(String endpoint, String name, String region, String accessKey, String secretKey) {
    Bucket at(String otherEndpoint) {
      return new Bucket(otherEndpoint, name, region, accessKey, secretKey);
    }

    S3StoreBuilder open() {
      return S3Store.bucket(name).endpoint(URI.create(endpoint)).region(region).credentials(accessKey, secretKey);
    }
  }

  static NodePlan read(String argument) {
    return JSON.readValue(argument, NodePlan.class);
  }

  String argument() {
    return JSON.writeValueAsString(this);
  }
}
