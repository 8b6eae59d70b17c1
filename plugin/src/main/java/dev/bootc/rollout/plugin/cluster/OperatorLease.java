package dev.bootc.rollout.plugin.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.WrittenTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The Lease that the leading operator renews, in whichever namespace it is.
 *
 * @param isThere whether there is one: an operator that elects no leader needs none
 * @param renewed empty where nobody holds it
 * @param lasts for how long that is believed
 */
public record OperatorLease(boolean isThere, Optional<Instant> renewed, Duration lasts) {
  /** The name that the operator gives it, unless it is told another one. */
  static final String NAME = "BOOTC_ROLLOUT_LEASE_NAME";

  private static final String USUAL_NAME = "bootc-rollout-operator";
  private static final long USUAL_SECONDS = 15;

  /** By its name, for which alone the chart's roles for users have a right. */
  static String path() {
    return "/apis/coordination.k8s.io/v1/leases?fieldSelector=metadata.name%3D"
        + Optional.ofNullable(System.getenv(NAME))
            .filter(name -> !name.isBlank())
            .orElse(USUAL_NAME);
  }

  /** Of a list of Leases; the one that lives where there are several. */
  static OperatorLease of(String json) throws JsonProcessingException {
    Optional<Instant> latest = Optional.empty();
    Duration lasts = Duration.ofSeconds(USUAL_SECONDS);
    JsonNode leases = new ObjectMapper().readTree(json).path("items");
    for (JsonNode lease : leases) {
      JsonNode spec = lease.path("spec");
      Optional<Instant> renewed = renewed(spec);
      if (renewed.isPresent() && latest.filter(renewed.get()::isBefore).isEmpty()) {
        latest = renewed;
        lasts = Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong(USUAL_SECONDS));
      }
    }
    return new OperatorLease(!leases.isEmpty(), latest, lasts);
  }

  /** Empty for one that was given back. */
  private static Optional<Instant> renewed(JsonNode spec) {
    return spec.path("holderIdentity").asText("").isEmpty()
        ? Optional.empty()
        : WrittenTime.read(spec.path("renewTime").asText());
  }
}
