package dev.highlander.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The header fields of one request, and the certificate its client proved. Names are matched without regard to case. */
public interface RequestHeaders {

  /** All values of a field, in the order they were sent; empty if there is none. */
  List<String> all(String name);

  /** The certificate that the client proved in the TLS handshake, if there was one. */
  Optional<X509Certificate> clientCertificate();

  /** The field's first value. */
  default Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }
}
