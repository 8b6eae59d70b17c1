package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * Where the pool's image comes from.
 *
 * @param ref {@code host/name:tag} or {@code host/name@sha256:…}; see {@link
 *     ImageRef#parse(String)} for what is accepted
 * @param updatePolicy whether a person approves each digest before nodes reboot into it; absent
 *     means {@link UpdatePolicy#AUTOMATIC}
 * @param approvedDigest the digest that a person has approved; counts where the policy is {@link
 *     UpdatePolicy#MANUAL}
 * @param minimumAgeSeconds how long a digest has to have been the pool's target before nodes reboot
 *     into it; absent means not at all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.approvedDigest) || self.approvedDigest == ''"
            + " || self.approvedDigest.matches('^sha256:[0-9a-f]{64}$')",
    fieldPath = ".approvedDigest",
    message = "give sha256: and 64 lower-case hexadecimal digits, as in status.targetDigest")
public record ImageSource(
    @Required
        @Size(min = 1)
        @JsonPropertyDescription(
            "Fully qualified image: host/name:tag or host/name@sha256:<64 hex digits>.")
        String ref,
    @JsonPropertyDescription(
            "Automatic (the default): nodes are updated to what ref names. Manual: they stage it, and no node is rebooted before approvedDigest names it.")
        @Nullable UpdatePolicy updatePolicy,
    @JsonPropertyDescription(
            "With Manual: the digest that nodes may reboot into, as status.targetDigest gives it.")
        @Nullable String approvedDigest,
    @Min(0)
        @JsonPropertyDescription(
            "How long a digest has to have been the pool's target before nodes are started for it. They stage meanwhile. Unset means not at all.")
        @Nullable Integer minimumAgeSeconds) {

  /** Where a pool says what it approves. */
  public static final String APPROVED_FIELD = "spec.image.approvedDigest";

  public ImageSource {
    ref = ref == null ? "" : ref;
  }

  /** One that needs nobody's approval. */
  @JsonCreator(mode = JsonCreator.Mode.DISABLED) // An image is never written as a mere text.
  public ImageSource(String ref) {
    this(ref, null, null, null);
  }

  /** Whether a person approves each digest. */
  @JsonIgnore
  public boolean isManual() {
    return updatePolicy == UpdatePolicy.MANUAL;
  }

  /** Whether a person has to approve that digest, and has not. */
  public boolean lacksApprovalOf(ImageDigest digest) {
    return isManual() && !digest.text().equals(approvedDigest);
  }
}
