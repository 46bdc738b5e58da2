package dev.highlander.testkit.launch;

import dev.highlander.Change;
import dev.highlander.Highlander;
import dev.highlander.HighlanderClient;
import dev.highlander.HighlanderNode;
import dev.highlander.NodeSettings;
import dev.highlander.Ref;
import dev.highlander.annotation.Persistent;
import dev.highlander.annotation.Query;
import dev.highlander.annotation.Update;
import dev.highlander.local.EmbeddedServices;
import dev.highlander.s3.S3Store;
import java.nio.file.Path;

/** A small cluster that does everything once, so that a JVM can learn what that takes: two nodes, a client, a hand-off, ZooKeeper and S3. */
public final class Rehearsal {

  static final int HEAP_MEGABYTES = 192;

  private static final int OBJECTS = 20;

  private Rehearsal() {}

  /** Something to persist. */
  @Persistent("rehearsed")
  public record Rehearsed(long count) {

    @Update
    public Change<Rehearsed, Long> add(long more) {
      return Change.to(new Rehearsed(count + more)).reply(count + more);
    }

    @Query
    public long look() {
      return count;
    }
  }

  /** The one argument is a folder for the servers' data. */
  public static void main(String[] arguments) {
    try (EmbeddedServices services = EmbeddedServices.start(Path.of(arguments[0]));
        HighlanderNode first = node(services, "a");
        HighlanderClient client =
            Highlander.client().name("client").zookeeper(services.zooKeeper().connectString()).types(Rehearsed.class).connect()) {
      call(client);
      try (HighlanderNode second = node(services, "b")) {
        first.drain();
        call(client);
        second.report();
      }
    }
  }

  private static HighlanderNode node(EmbeddedServices services, String name) {
    return Highlander.node()
        .name(name)
        .zookeeper(services.zooKeeper().connectString())
        .store(
            S3Store.bucket(services.s3().bucket())
                .endpoint(services.s3().endpoint())
                .region(services.s3().region())
                .credentials(services.s3().accessKey(), services.s3().secretKey()))
        .types(Rehearsed.class)
        .settings(NodeSettings.defaults())
        .start();
  }

  private static void call(HighlanderClient client) {
    for (int i = 0; i < OBJECTS; i++) {
      Ref<Rehearsed> ref = client.ref(Rehearsed.class, "o" + i);
      ref.update(Rehearsed::add, 1L);
      ref.query(Rehearsed::look);
    }
  }
}
