package dev.bootc.rollout.agent.bootc;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far {@code bootc switch} is, from the last line that it wrote to its progress descriptor.
 *
 * @param phase what it does at the moment
 * @param bytes fetched; 0 where it does not say
 * @param bytesTotal to be fetched; 0 where it does not say
 * @param layers fetched
 * @param layersTotal to be fetched; 0 where it does not say
 */
public record StagingProgress(
    Phase phase, long bytes, long bytesTotal, long layers, long layersTotal) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** The tasks of bootc. */
  public enum Phase {
    PULLING("pulling"),
    IMPORTING("importing"),
    STAGING("deploying");

    private final String word;

    Phase(String word) {
      this.word = word;
    }
  }

  /** Reads one line. Empty where it is none, or not whole, or tells of nothing that is known. */
  public static Optional<StagingProgress> parse(String line) {
    try {
      Event event = JSON.readValue(line, Event.class);
      return event == null || event.task() == null
          ? Optional.empty()
          : phase(event.task()).map(phase -> of(phase, event));
    } catch (JsonProcessingException broken) {
      return Optional.empty();
    }
  }

  /** For humans. */
  public String spoken() {
    if (phase != Phase.PULLING) {
      return phase.word;
    }
    StringBuilder text = new StringBuilder(phase.word);
    if (bytesTotal > 0) {
      text.append(" ").append(Math.min(100, 100 * bytes / bytesTotal)).append(" %");
    }
    if (layersTotal > 0) {
      text.append(", %d of %d layers".formatted(layers, layersTotal));
    }
    if (bytesTotal > 0) {
      text.append(", %s of %s MB".formatted(megabytes(bytes), megabytes(bytesTotal)));
    }
    return text.toString();
  }

  private static Optional<Phase> phase(String task) {
    return switch (task) {
      case "pulling" -> Optional.of(Phase.PULLING);
      case "importing" -> Optional.of(Phase.IMPORTING);
      case "staging" -> Optional.of(Phase.STAGING);
      default -> Optional.empty();
    };
  }

  private static StagingProgress of(Phase phase, Event event) {
    return new StagingProgress(
        phase,
        Math.max(0, event.bytes()),
        Math.max(0, event.bytesTotal()),
        Math.max(0, event.steps()),
        Math.max(0, event.stepsTotal()));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Event(
      @Nullable String task, long bytes, long bytesTotal, long steps, long stepsTotal) {}
}
