package dev.highlander.transport;

import dev.highlander.TlsSettings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of a test, which signs certificates for the loopback address and for nowhere. */
final class Authority {

  private static final String PASSWORD = "test-only";

  private final X509Bundle root;

  Authority(String name) throws Exception {
    this.root = new CertificateBuilder().subject("CN=" + name).setIsCertificateAuthority(true).buildSelfSigned();
  }

  /** Key store and trust store files of one process, as an operator has them. */
  TlsSettings processAt(Path folder, String name) throws Exception {
    X509Bundle process =
        new CertificateBuilder().subject("CN=" + name).addSanIpAddress(InetAddress.getLoopbackAddress().getHostAddress()).buildIssuedBy(root);
    return stores(folder, name, process);
  }

  /** A process whose certificate names another host than the one it runs on. */
  TlsSettings processElsewhere(Path folder, String name) throws Exception {
    return stores(folder, name, new CertificateBuilder().subject("CN=" + name).addSanDnsName("elsewhere.example").buildIssuedBy(root));
  }

  /** Trusts this authority but has no certificate of its own. */
  TlsSettings anonymous() throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trustStore());
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return TlsSettings.of(context);
  }

  private TlsSettings stores(Path folder, String name, X509Bundle process) throws Exception {
    Path keys = folder.resolve(name + "-keys.p12");
    Path trust = folder.resolve(name + "-trust.p12");
    write(process.toKeyStore(PASSWORD.toCharArray()), keys);
    write(trustStore(), trust);
    return TlsSettings.of(keys, PASSWORD, trust, PASSWORD);
  }

  private KeyStore trustStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", root.getCertificate());
    return store;
  }

  private static void write(KeyStore store, Path file) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
