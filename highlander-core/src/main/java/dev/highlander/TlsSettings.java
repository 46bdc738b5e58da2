package dev.highlander;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Mutual TLS 1.3 between all processes of a cluster: both sides show a certificate, and each must be signed by an authority the other
 * trusts. Use an authority that signs nothing but this cluster's processes.
 *
 * @param context own key and certificate, and the trusted authorities
 * @param checkHost whether the dialled host must be named in the listener's certificate
 */
public record TlsSettings(SSLContext context, boolean checkHost) {

  /** The only protocol that is spoken. */
  public static final String PROTOCOL = "TLSv1.3";

  /** With a context of one's own; hosts are checked. */
  public static TlsSettings of(SSLContext context) {
    return new TlsSettings(context, true);
  }

  /**
   * From two PKCS#12 files; hosts are checked. Throws {@link BadRequest} with a sentence if one can't be read.
   *
   * @param keyStore own private key and certificate chain
   * @param keyPassword of the file and of the key in it
   * @param trustStore the authorities that are trusted
   * @param trustPassword of that file
   */
  public static TlsSettings of(Path keyStore, String keyPassword, Path trustStore, String trustPassword) {
    try {
      KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(load(keyStore, keyPassword), keyPassword.toCharArray());
      TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(load(trustStore, trustPassword));
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return of(context);
    } catch (GeneralSecurityException e) {
      throw new BadRequest("the TLS keys in " + keyStore + " and " + trustStore + " can't be used: " + e.getMessage(), e);
    }
  }

  /** For clusters whose certificates name no hosts: any certificate of the trusted authority is then good for any host. */
  public TlsSettings withoutHostCheck() {
    return new TlsSettings(context, false);
  }

  private static KeyStore load(Path file, String password) throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      return store;
    } catch (IOException e) {
      throw new BadRequest("the key store " + file + " can't be read: " + e.getMessage(), e);
    }
  }
}
