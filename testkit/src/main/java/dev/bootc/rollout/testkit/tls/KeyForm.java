package dev.bootc.rollout.testkit.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;

/** The forms in which private keys are kept, named after what they begin with. */
public enum KeyForm {
  /** {@code BEGIN RSA PRIVATE KEY}: what cert-manager writes unless told otherwise. */
  PKCS1_RSA,
  /** {@code BEGIN EC PRIVATE KEY}: the same with elliptic curves. */
  SEC1_EC,
  /** {@code BEGIN PRIVATE KEY}. */
  PKCS8_RSA,
  /** {@code BEGIN PRIVATE KEY}. */
  PKCS8_EC,
  /** {@code BEGIN PRIVATE KEY}. */
  PKCS8_ED25519;

  KeyPair generate() {
    try {
      return generator().generateKeyPair();
    } catch (GeneralSecurityException everyJdkHasThem) {
      throw new IllegalStateException(everyJdkHasThem);
    }
  }

  private KeyPairGenerator generator() throws GeneralSecurityException {
    return switch (this) {
      case PKCS1_RSA, PKCS8_RSA -> {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        yield rsa;
      }
      case SEC1_EC, PKCS8_EC -> {
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(new ECGenParameterSpec("secp256r1"));
        yield curve;
      }
      case PKCS8_ED25519 -> KeyPairGenerator.getInstance("Ed25519");
    };
  }

  String write(KeyPair keys) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      switch (this) {
        case PKCS1_RSA -> pem.writeObject(keys.getPrivate());
        case SEC1_EC -> pem.writeObject(new PemObject("EC PRIVATE KEY", withItsCurve(keys)));
        case PKCS8_RSA, PKCS8_EC, PKCS8_ED25519 -> {
          PemObjectGenerator key = new JcaPKCS8Generator(keys.getPrivate(), null);
          pem.writeObject(key);
        }
      }
      pem.flush();
      return text.toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As Go and OpenSSL write it; inside PKCS#8 the curve stands beside the key. */
  private static byte[] withItsCurve(KeyPair keys) throws IOException {
    PrivateKeyInfo key = PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
    return new ECPrivateKey(
            256,
            ECPrivateKey.getInstance(key.parsePrivateKey()).getKey(),
            key.getPrivateKeyAlgorithm().getParameters())
        .getEncoded();
  }
}
