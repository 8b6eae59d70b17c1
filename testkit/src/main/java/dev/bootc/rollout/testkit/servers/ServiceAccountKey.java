package dev.bootc.rollout.testkit.servers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The key pair that signs service account tokens, as the PEM files Kubernetes reads. */
record ServiceAccountKey(Path privateKey, Path publicKey) {

  private static final int BITS = 2048;

  static ServiceAccountKey generate(ServerHome home) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      KeyPair pair = generator.generateKeyPair();
      return new ServiceAccountKey(
          home.write("service-account.key", pem("PRIVATE KEY", pair.getPrivate().getEncoded())),
          home.write("service-account.pub", pem("PUBLIC KEY", pair.getPublic().getEncoded())));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has RSA", impossible);
    }
  }

  private static String pem(String type, byte[] encoded) {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    String body = Base64.getMimeEncoder(64, newline).encodeToString(encoded);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
