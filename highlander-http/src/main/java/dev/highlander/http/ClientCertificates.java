package dev.highlander.http;

import dev.highlander.Caller;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Users by the common name of the certificate they proved in the handshake. Stateless, thread-safe. */
final class ClientCertificates implements Authenticator {

  @Override
  public Authentication authenticate(RequestHeaders request) {
    return request
        .clientCertificate()
        .flatMap(ClientCertificates::commonName)
        .<Authentication>map(name -> new Authentication.Authenticated(Caller.user(name)))
        .orElseGet(() -> new Authentication.Refused("Mutual", "connect with a client certificate that has a common name"));
  }

  @Override
  public boolean provesCaller() {
    return true;
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(Object::toString)
              .filter(name -> !name.isEmpty())
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
