package dev.bootc.rollout.testkit.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that issues to whoever asks, for this machine. */
public final class TestAuthority {
  private static final Duration VALID = Duration.ofDays(2);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final X500Name name;
  private final KeyPair keys;
  private final String certificate;

  private TestAuthority(String name) {
    this.name = new X500Name("CN=" + name);
    keys = KeyForm.PKCS8_EC.generate();
    certificate = sign(this.name, keys, Instant.now().plus(VALID), true);
  }

  public static TestAuthority create(String name) {
    return new TestAuthority(name);
  }

  /** What whoever trusts this authority has to be given. */
  public String certificate() {
    return certificate;
  }

  /** A certificate for {@code localhost} and 127.0.0.1, good for servers and clients. */
  public Issued issue(String to, KeyForm form) {
    return issue(to, form, Instant.now().plus(VALID));
  }

  /** As {@link #issue(String, KeyForm)}, up to a time that may be over. */
  public Issued issue(String to, KeyForm form, Instant validUntil) {
    KeyPair issued = form.generate();
    return new Issued(
        sign(new X500Name("CN=" + to), issued, validUntil, false), form.write(issued));
  }

  /**
   * A certificate and its key, both PEM.
   *
   * @param key in the form that was asked for
   */
  public record Issued(String certificate, String key) {

    /** Writes them as cert-manager's Secrets name them: {@code tls.crt} and {@code tls.key}. */
    public void writeTo(Path folder) {
      replace(folder.resolve("tls.crt"), certificate);
      replace(folder.resolve("tls.key"), key);
    }
  }

  /** Writes {@code ca.crt}, as cert-manager does. */
  public void writeTo(Path folder) {
    replace(folder.resolve("ca.crt"), certificate);
  }

  /** Whoever reads the file meanwhile finds the old one or the new one. */
  private static void replace(Path file, String content) {
    try {
      Path written = Files.createTempFile(file.getParent(), "new-", "");
      Files.writeString(written, content);
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String sign(X500Name subject, KeyPair subjects, Instant validUntil, boolean authority) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(64, RANDOM),
              Date.from(validUntil.minus(VALID.multipliedBy(2))),
              Date.from(validUntil),
              subject,
              subjects.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                new GeneralName[] {
                  new GeneralName(GeneralName.dNSName, "localhost"),
                  new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                }));
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      }
      return pem(
          builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(X509CertificateHolder certificate) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(certificate);
    }
    return text.toString();
  }
}
