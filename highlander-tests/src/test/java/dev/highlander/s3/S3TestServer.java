package dev.highlander.s3;

import dev.highlander.local.EmbeddedS3;
import dev.highlander.testkit.fault.HttpFaultProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** The embedded S3 server behind a fault proxy, and stores that talk to either. */
final class S3TestServer implements AutoCloseable {

  private final EmbeddedS3 server;
  private final HttpFaultProxy proxy;

  S3TestServer(Path folder) throws IOException {
    server = EmbeddedS3.start(folder);
    proxy = HttpFaultProxy.inFrontOf(server.endpoint());
  }

  HttpFaultProxy proxy() {
    return proxy;
  }

  /** A store without anything between. */
  S3StoreBuilder direct() {
    return direct(server.bucket());
  }

  /** A store in another bucket, without anything between. */
  S3StoreBuilder direct(String bucket) {
    return at(bucket, server.endpoint());
  }

  /** A store whose requests go through the proxy. */
  S3StoreBuilder throughProxy() {
    return at(server.bucket(), proxy.endpoint());
  }

  private S3StoreBuilder at(String bucket, URI endpoint) {
    return S3Store.bucket(bucket).endpoint(endpoint).credentials(server.accessKey(), server.secretKey());
  }

  @Override
  public void close() {
    proxy.close();
    server.close();
  }
}
