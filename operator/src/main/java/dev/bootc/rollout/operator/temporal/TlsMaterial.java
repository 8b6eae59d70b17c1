package dev.bootc.rollout.operator.temporal;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What {@link TlsSources} held at one moment, read and checked.
 *
 * @param authorities empty for the system's
 * @param identity empty where we show none
 */
record TlsMaterial(List<X509Certificate> authorities, Optional<Identity> identity) {
  private static final byte[] TO_SIGN = {1, 2, 3};

  TlsMaterial {
    authorities = List.copyOf(authorities);
  }

  /** A certificate with its chain, and the key that belongs to it. */
  record Identity(List<X509Certificate> chain, PrivateKey key) {
    Identity {
      chain = List.copyOf(chain);
    }
  }

  /**
   * @throws UnusableCredentials with the first thing that is wrong, and the mend
   */
  static TlsMaterial read(TlsSources sources) {
    return new TlsMaterial(
        sources.authorities().map(TlsMaterial::certificates).orElse(List.of()), identity(sources));
  }

  private static Optional<Identity> identity(TlsSources sources) {
    Optional<SecretSource> certificate = sources.certificate();
    Optional<SecretSource> key = sources.key();
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new UnusableCredentials(
          certificate.or(() -> key).orElseThrow().name()
              + " is set alone: a client certificate needs its key, and a key its certificate");
    }
    List<X509Certificate> chain = certificates(certificate.get());
    PrivateKey secret = PrivateKeyPem.read(key.get().name(), key.get().read());
    if (!belongTogether(chain.getFirst(), secret)) {
      throw new UnusableCredentials(
          key.get().name() + " does not belong to the certificate in " + certificate.get().name());
    }
    return Optional.of(new Identity(chain, secret));
  }

  private static List<X509Certificate> certificates(SecretSource source) {
    List<X509Certificate> found;
    try {
      found =
          List.of(CertificateUtils.getX509Certificates(new ByteArrayInputStream(source.read())));
    } catch (CertificateException _) {
      found = List.of();
    }
    if (found.isEmpty()) {
      throw new UnusableCredentials(source.name() + " has no PEM certificate in it");
    }
    return found;
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(TO_SIGN);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(TO_SIGN);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
