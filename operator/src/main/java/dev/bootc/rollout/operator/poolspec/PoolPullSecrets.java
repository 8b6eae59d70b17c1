package dev.bootc.rollout.operator.poolspec;

import dev.bootc.rollout.api.PullSecretRef;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads pull secrets from the API server. No informer, because the operator may read only the
 * Secrets it is told about; answers are kept for a while, because a pool is looked at every second.
 */
public final class PoolPullSecrets {
  private static final String CONTENT = ".dockerconfigjson";
  private static final Duration KEEP_FOUND = Duration.ofSeconds(30);
  private static final Duration KEEP_UNUSABLE = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final Clock clock;
  private final Map<PullSecretRef, Kept> kept = new ConcurrentHashMap<>();

  /** What was found. */
  public sealed interface Answer {
    /** The pool needs none. */
    record NotNamed() implements Answer {}

    /** It is there and has what it must have. */
    record Found(PullSecret secret) implements Answer {}

    /**
     * It is missing, may not be read, or has no {@code .dockerconfigjson}.
     *
     * @param message with the field, the value and the mend
     */
    record Unusable(PullSecretRef ref, String message) implements Answer {}
  }

  private record Kept(Answer answer, Instant until) {}

  public PoolPullSecrets(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * @param ref absent where the pool names none
   */
  public Answer read(@Nullable PullSecretRef ref) {
    if (ref == null) {
      return new Answer.NotNamed();
    }
    Kept known = kept.get(ref);
    if (known != null && clock.instant().isBefore(known.until())) {
      return known.answer();
    }
    Answer answer = ask(ref);
    Duration keep =
        switch (answer) {
          case Answer.Found _, Answer.NotNamed _ -> KEEP_FOUND;
          case Answer.Unusable _ -> KEEP_UNUSABLE;
        };
    kept.put(ref, new Kept(answer, clock.instant().plus(keep)));
    return answer;
  }

  /**
   * The content of one that was found, read anew and not kept; empty where it is not there any
   * more.
   */
  public Optional<String> content(PullSecretRef ref) {
    return Optional.ofNullable(get(ref))
        .map(Secret::getData)
        .map(data -> data.get(CONTENT))
        .map(
            encoded -> new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8));
  }

  private @Nullable Secret get(PullSecretRef ref) {
    return client.secrets().inNamespace(ref.namespace()).withName(ref.name()).get();
  }

  private Answer ask(PullSecretRef ref) {
    try {
      return judge(ref, get(ref));
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw refused;
      }
      return unusable(
          ref,
          "may not be read by the operator: list it under pullSecrets in the chart's values, or let"
              + " the operator's service account get it");
    }
  }

  private static Answer judge(PullSecretRef ref, @Nullable Secret secret) {
    if (secret == null) {
      return unusable(ref, "does not exist: create it, or correct the reference");
    }
    String content =
        Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()).get(CONTENT);
    if (content == null || content.isBlank()) {
      return unusable(
          ref, "has no " + CONTENT + ": create it as type kubernetes.io/dockerconfigjson");
    }
    return new Answer.Found(new PullSecret(ref, hash(content)));
  }

  private static Answer unusable(PullSecretRef ref, String mend) {
    return new Answer.Unusable(
        ref, "spec.pullSecretRef: Secret " + ref.namespace() + "/" + ref.name() + " " + mend);
  }

  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.US_ASCII));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has SHA-256", impossible);
    }
  }
}
