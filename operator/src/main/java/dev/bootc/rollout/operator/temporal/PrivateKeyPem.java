package dev.bootc.rollout.operator.temporal;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key in whatever form it is kept: PKCS#8, PKCS#1 (which cert-manager writes unless
 * told otherwise) or SEC 1. The JDK and gRPC read the first only.
 */
final class PrivateKeyPem {
  private PrivateKeyPem() {}

  /**
   * @param name how to call it in messages
   * @throws UnusableCredentials where there is none, or none that can be read
   */
  static PrivateKey read(String name, byte[] pem) {
    try (PEMParser parser =
        new PEMParser(new StringReader(new String(pem, StandardCharsets.UTF_8)))) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        PrivateKeyInfo key = key(name, found);
        if (key != null) {
          return ofTheJdk(key);
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      if (unreadable instanceof UnusableCredentials known) {
        throw known;
      }
      // Not its message, which may quote the key.
      throw new UnusableCredentials(name + " is no private key that can be read");
    }
    throw new UnusableCredentials(name + " has no private key in it");
  }

  /** The JDK knows its algorithms by their object identifiers too. */
  private static PrivateKey ofTheJdk(PrivateKeyInfo key)
      throws IOException, GeneralSecurityException {
    return KeyFactory.getInstance(key.getPrivateKeyAlgorithm().getAlgorithm().getId())
        .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
  }

  /** Null for what may stand before a key, such as the parameters of its curve. */
  private static @Nullable PrivateKeyInfo key(String name, Object found) {
    return switch (found) {
      case PEMKeyPair pair -> pair.getPrivateKeyInfo();
      case PrivateKeyInfo key -> key;
      case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
          throw new UnusableCredentials(
              name + " is encrypted, and there is nobody to ask for its password: decrypt it");
      default -> null;
    };
  }
}
