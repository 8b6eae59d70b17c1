package dev.bootc.rollout.operator.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed. */
final class Trust {
  private Trust() {}

  /**
   * The system's authorities and those of a file: public registries stay reachable beside a private
   * one.
   *
   * @param pem certificates
   * @throws IOException where there is none in it
   */
  static SSLContext with(byte[] pem) throws IOException {
    try {
      Collection<? extends Certificate> own =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (own.isEmpty()) {
        throw new IOException("no PEM certificate in it");
      }
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (Certificate authority : own) {
        all.setCertificateEntry("own-" + number++, authority);
      }
      for (X509Certificate authority : systems()) {
        all.setCertificateEntry("system-" + number++, authority);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(all), null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new IOException("no PEM certificate in it: " + unusable.getMessage(), unusable);
    }
  }

  private static X509Certificate[] systems() throws GeneralSecurityException {
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager known) {
        return known.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }

  private static TrustManager[] managers(@Nullable KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return factory.getTrustManagers();
  }
}
