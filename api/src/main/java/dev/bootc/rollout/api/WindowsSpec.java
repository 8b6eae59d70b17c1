package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When nodes may be started. A node that is under way is finished, whatever closes.
 *
 * @param open windows, of which any may be open; none at all means always
 * @param except days on which none counts
 * @param expectedUpdateSeconds how long the update of a node takes: none is started that would not
 *     end before everything closes; absent means what nine of ten nodes of the pool needed the last
 *     time, and {@value #DEFAULT_EXPECTED_UPDATE_SECONDS} before three were measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record WindowsSpec(
    @Size(max = 20)
        @JsonPropertyDescription("Windows, of which any may be open. Unset means always.")
        @Nullable List<WindowSpec> open,
    @Size(max = 50)
        @JsonPropertyDescription("Days on which no node is started, whatever window is open.")
        @Nullable List<BlackoutSpec> except,
    @Min(0)
        @Max(86_400)
        @JsonPropertyDescription(
            "How long the update of a node takes: none is started that would not end inside. Unset means what nine of ten nodes needed, 900 before three were measured.")
        @Nullable Integer expectedUpdateSeconds) {

  /**
   * Seconds that an update is expected to take where the pool says nothing and none was measured.
   */
  public static final int DEFAULT_EXPECTED_UPDATE_SECONDS = 900;

  public WindowsSpec {
    open = open == null ? null : open.stream().filter(Objects::nonNull).toList();
    except = except == null ? null : except.stream().filter(Objects::nonNull).toList();
  }
}
