package dev.bootc.rollout.agent.plan;

import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.PullSecretRef;
import org.jspecify.annotations.Nullable;

/**
 * The credentials for the registry: what the spec asks for, and what lies on the host.
 *
 * @param secret where they are kept; null where the pool names no Secret
 * @param hash changes when the content of the Secret does; null where nobody says
 * @param onHost whose file bootc would read
 */
public record Credentials(
    @Nullable PullSecretRef secret, @Nullable String hash, CredentialsOnHost onHost) {

  static final Credentials NONE = new Credentials(null, null, CredentialsOnHost.ABSENT);

  /** Reads the spec; null is a BootcNode that does not exist. */
  public static Credentials of(@Nullable NodeReading reading, CredentialsOnHost onHost) {
    if (reading == null || reading.node().getMetadata().getDeletionTimestamp() != null) {
      return new Credentials(null, null, onHost);
    }
    BootcNodeSpec spec = reading.node().getSpec();
    return spec == null || spec.pullSecretRef() == null
        ? new Credentials(null, null, onHost)
        : new Credentials(spec.pullSecretRef(), spec.pullSecretHash(), onHost);
  }

  /** Names the content that the spec asks for; null where it asks for none. */
  public @Nullable String source() {
    return secret == null
        ? null
        : secret.namespace() + "/" + secret.name() + (hash == null ? "" : " " + hash);
  }

  /** Whether a file of the agent's lies on the host that nobody wants there any more. */
  boolean isLeftOver() {
    return secret == null && onHost == CredentialsOnHost.OURS;
  }

  /** For humans: why the Secret is of no use on this host; empty where it is, or none is named. */
  String remark() {
    return secret != null && onHost == CredentialsOnHost.FOREIGN
        ? "; the host's own /run/ostree/auth.json is used instead of Secret %s/%s: remove that file to let the agent write it"
            .formatted(secret.namespace(), secret.name())
        : "";
  }
}
