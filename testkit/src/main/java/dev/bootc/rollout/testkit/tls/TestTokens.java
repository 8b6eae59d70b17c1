package dev.bootc.rollout.testkit.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** An issuer of signed tokens (JWT), as a server takes them for API keys. */
public final class TestTokens {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"test\",\"typ\":\"JWT\"}";

  private final KeyPair keys = KeyForm.PKCS8_RSA.generate();

  /** The keys to check tokens with, as a JSON Web Key Set. */
  public String keySet() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return """
    {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"test","n":"%s","e":"%s"}]}
    """
        .formatted(number(key.getModulus()), number(key.getPublicExponent()));
  }

  /**
   * @param permissions each as {@code namespace:role}
   */
  public String token(Instant validUntil, String... permissions) {
    String claims =
        "{\"sub\":\"test\",\"exp\":%d,\"permissions\":[\"%s\"]}"
            .formatted(validUntil.getEpochSecond(), String.join("\",\"", permissions));
    String signed =
        text(HEADER.getBytes(StandardCharsets.UTF_8))
            + "."
            + text(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.UTF_8));
      return signed + "." + text(signature.sign());
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return text(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static String text(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }
}
