package dev.highlander.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.highlander.internal.persistence.ProbeResult;
import dev.highlander.internal.persistence.StoreProbe;
import dev.highlander.spi.SnapshotStore;
import dev.highlander.spi.SnapshotStore.Entry;
import dev.highlander.spi.SnapshotStore.Listing;
import dev.highlander.testkit.TestPlatform;
import dev.highlander.testkit.fault.HttpFault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The start-up probe (protocol F9) over HTTP: it must accept the embedded server and refuse the one it is made from. */
class StoreProbeIT {

  @TempDir
  private Path folder;

  @Test
  void theEmbeddedServerPassesWithConditionalDelete() throws Exception {
    try (var server = new S3TestServer(folder); S3Store store = server.direct().prefix("p/").open(TestPlatform.real())) {
      assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, false));
      assertThat(probe(store)).isEqualTo(new ProbeResult.Passed(true, true));
      assertThat(keys(store)).containsExactly("probe/passed.json");
    }
  }

  @Test
  void threeNodesThatStartTogetherAllPass() throws Exception {
    try (var server = new S3TestServer(folder)) {
      List<S3Store> stores = Stream.generate(() -> server.direct().open(TestPlatform.real())).limit(3).toList();
      List<CompletableFuture<ProbeResult>> running =
          stores.stream().map(store -> new StoreProbe(store, TestPlatform.real(), "test").run()).toList();

      assertThat(running).allSatisfy(each ->
          assertThat(each.orTimeout(120, TimeUnit.SECONDS).join()).isInstanceOfSatisfying(
              ProbeResult.Passed.class, passed -> assertThat(passed.conditionalDelete()).isTrue()));
      assertThat(keys(stores.getFirst())).containsExactly("probe/passed.json");
      stores.forEach(S3Store::close);
    }
  }

  @Test
  void s3proxyAsShippedIsRefusedForItsRacingReplacements() throws Exception {
    Files.createDirectories(folder.resolve("bucket"));
    S3Proxy asShipped = S3Proxy.builder()
        .blobStore(new FilesystemNio2BlobStore(folder.toString()))
        .endpoint(URI.create("http://127.0.0.1:0"))
        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "access", "secret")
        .ignoreUnknownHeaders(true)
        .build();
    asShipped.start();
    URI endpoint = URI.create("http://127.0.0.1:" + asShipped.getPort());
    try (S3Store store = S3Store.bucket("bucket").endpoint(endpoint).credentials("access", "secret").open(TestPlatform.real())) {
      assertThat(probe(store)).isInstanceOfSatisfying(ProbeResult.Failed.class, failed -> assertThat(failed.sentence())
          .contains("bucket 'bucket' at " + endpoint)
          .contains("racing replacements (If-Match)")
          .contains("racers were told that they had won"));
    } finally {
      asShipped.stop();
    }
  }

  @Test
  void aServerThatIsDownIsUnreachableAndNotRefused() throws Exception {
    try (var server = new S3TestServer(folder)) {
      server.proxy().every(new HttpFault.Answer(503, "ServiceUnavailable"));
      try (S3Store store = server.throughProxy().attemptTimeout(Duration.ofSeconds(1)).totalTimeout(Duration.ofSeconds(2))
          .open(TestPlatform.real())) {
        assertThat(probe(store)).isInstanceOf(ProbeResult.Unreachable.class);
      }
    }
  }

  @Test
  void aBucketThatDoesNotExistIsUnreachableAndTheReasonSaysSo() throws Exception {
    try (var server = new S3TestServer(folder);
        S3Store store = server.direct("no-such-bucket").open(TestPlatform.real())) {
      assertThat(probe(store)).isInstanceOfSatisfying(ProbeResult.Unreachable.class,
          unreachable -> assertThat(unreachable.reason()).contains("NoSuchBucket"));
    }
  }

  private static ProbeResult probe(SnapshotStore store) {
    return new StoreProbe(store, TestPlatform.real(), "test").run().orTimeout(120, TimeUnit.SECONDS).join();
  }

  private static List<String> keys(SnapshotStore store) {
    var page = (Listing.Page) store.list("", null, SnapshotStore.MAX_PAGE).join();
    return page.entries().stream().map(Entry::key).toList();
  }
}
