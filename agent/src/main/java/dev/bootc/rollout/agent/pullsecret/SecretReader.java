package dev.bootc.rollout.agent.pullsecret;

import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.PullSecretRef;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pull secret from the API server, each time anew. What is wrong with one is said without
 * quoting any of it: so messages of the JSON parser and of the client are not passed on.
 */
final class SecretReader {
  private static final String CONTENT = ".dockerconfigjson";

  /** That of a valid one. */
  private static final int LONGEST_NAME = 253;

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
  private final KubernetesClient client;

  SecretReader(KubernetesClient client) {
    this.client = client;
  }

  /** What was found. */
  sealed interface Answer {
    /** A file in the form of containers-auth.json. */
    record Found(String content) implements Answer {
      /** Without the content: nobody can log it by mistake. */
      @Override
      public String toString() {
        return "Found";
      }
    }

    /**
     * @param message the field, its value and the mend
     */
    record Unusable(String message) implements Answer {}
  }

  /**
   * @throws IllegalStateException if the API server gives no answer to build on
   */
  Answer read(PullSecretRef ref) {
    if (!isName(ref.name()) || !isName(ref.namespace())) {
      return unusable(ref, "cannot exist: give the name and the namespace of a Secret");
    }
    try {
      return judge(ref, client.secrets().inNamespace(ref.namespace()).withName(ref.name()).get());
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return unusable(
            ref,
            "may not be read by the agent: list it under pullSecrets in the chart's values, or let the agent's service account get it");
      }
      throw new IllegalStateException(
          "the API server did not give Secret %s/%s (HTTP status %d)"
              .formatted(ref.namespace(), ref.name(), refused.getCode()));
    }
  }

  /** What is worth giving to bootc, and what is not. */
  static Answer judge(PullSecretRef ref, @Nullable Secret secret) {
    if (secret == null) {
      return unusable(ref, "does not exist: create it, or correct the pool's reference");
    }
    String encoded =
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()).get(CONTENT);
    if (encoded == null || encoded.isBlank()) {
      return unusable(
          ref, "has no " + CONTENT + ": create it as type kubernetes.io/dockerconfigjson");
    }
    String content = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    // Editors of another system put it there, and no JSON parser on the host knows it.
    return DockerConfig.complaint(content.replaceFirst("^\uFEFF", ""))
        .map(complaint -> unusable(ref, "has a " + CONTENT + " that " + complaint))
        .orElseGet(() -> new Answer.Found(content.replaceFirst("^\uFEFF", "")));
  }

  private static boolean isName(@Nullable String text) {
    return text != null && NAME.matcher(text).matches();
  }

  private static Answer unusable(PullSecretRef ref, String mend) {
    return new Answer.Unusable(
        "spec.pullSecretRef: Secret %s/%s %s"
            .formatted(shortened(ref.namespace()), shortened(ref.name()), mend));
  }

  private static String shortened(@Nullable String text) {
    return ForeignText.line(String.valueOf(text), LONGEST_NAME);
  }
}
