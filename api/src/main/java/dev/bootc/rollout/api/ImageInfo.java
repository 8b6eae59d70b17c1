package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * An image on a host, as bootc reports it.
 *
 * @param image the pull specification as it was given to bootc; a multi-architecture pin survives
 *     only here
 * @param imageDigest manifest digest of the host's own architecture, whatever the pin was
 * @param version label {@code org.opencontainers.image.version}
 * @param timestamp RFC 3339, when the image was built
 * @param architecture as Go spells it: {@code amd64}, {@code arm64}
 * @param softRebootCapable bootc's word that a soft reboot into it is possible
 * @param incompatible the deployment was changed by rpm-ostree; bootc does not upgrade it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageInfo(
    @Required @JsonPropertyDescription("The image as it was given to bootc.") String image,
    @Required @JsonPropertyDescription("Manifest digest of the image for the host's architecture.")
        String imageDigest,
    @JsonPropertyDescription("The image's own word for its version.") @Nullable String version,
    @JsonPropertyDescription("When the image was built.") @Nullable String timestamp,
    @JsonPropertyDescription("Architecture of the image: amd64, arm64.")
        @Nullable String architecture,
    @JsonPropertyDescription("Whether bootc says that a soft reboot into it is possible.")
        @Nullable Boolean softRebootCapable,
    @JsonPropertyDescription("Whether it was changed locally, so that bootc does not upgrade it.")
        @Nullable Boolean incompatible) {

  /**
   * Whether this is the image that {@code desiredImage} asks for: the digests are equal, or the pin
   * that bootc was given carries the desired digest. The second holds for multi-architecture pins,
   * whose index digest bootc never reports.
   */
  public boolean is(String desiredImage) {
    return ImageDigest.in(desiredImage)
        .filter(digest ->
            digest.text().equals(imageDigest)
                || ImageDigest.in(image).filter(digest::equals).isPresent())
        .isPresent();
  }
}
