package dev.bootc.rollout.agent.bootc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bootc.rollout.agent.bootc.BootcStatus.NotBooted;
import dev.bootc.rollout.agent.bootc.BootcStatus.Unreadable;
import dev.bootc.rollout.agent.bootc.BootcStatus.Usable;
import dev.bootc.rollout.api.ImageInfo;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code bootc status --json --format-version=1} printed. Never throws, and never claims
 * an image that the text does not name with its digest.
 */
public final class BootcStatusParser {
  private static final Pattern YAML =
      Pattern.compile("\\A\\s*(---\\s|(apiVersion|kind|metadata|spec|status):\\s)");
  private static final Pattern FOLDER =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*/deploy/[0-9a-f]{64}\\.\\d+");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private BootcStatusParser() {}

  public static BootcStatus parse(String output) {
    if (output.isBlank()) {
      return new Unreadable("bootc status printed nothing");
    }
    if (YAML.matcher(output).find()) {
      return new Unreadable(
          "bootc status printed YAML although JSON was asked for: this bootc is too old, update it to 1.1 or newer");
    }
    try {
      return read(JSON.readValue(output, HostDocument.class));
    } catch (JsonProcessingException | MalformedDocument malformed) {
      return endsEarly(output, malformed)
          ? new Unreadable(
              "the output of bootc status ends early, after " + output.length() + " characters")
          : new Unreadable("bootc status cannot be read: " + firstLine(malformed));
    }
  }

  private static boolean endsEarly(String output, Exception malformed) {
    boolean inTheMiddle = output.startsWith("{") && !output.stripTrailing().endsWith("}");
    return inTheMiddle
        || malformed instanceof JsonEOFException
        || malformed.getCause() instanceof JsonEOFException;
  }

  private static BootcStatus read(@Nullable HostDocument document) {
    if (document == null || !"BootcHost".equals(document.kind())) {
      throw new MalformedDocument("it is no BootcHost document");
    }
    HostDocument.Status status = document.status();
    if (status == null) {
      throw new MalformedDocument("it has no status");
    }
    HostDocument.Entry booted = status.booted();
    if (booted == null) {
      return new NotBooted(
          "bootc reports no booted image: this system was not booted from a bootc image: take its node out of the pool, or install a bootc image");
    }
    return new Usable(
        new HostImages(
            image("booted", booted),
            staged(status.staged()),
            image("rollback", status.rollback()),
            status.rollbackQueued(),
            booted.incompatible(),
            status.readOnly(),
            isComposefs(booted) ? HostImages.Backend.COMPOSEFS : HostImages.Backend.OSTREE));
  }

  private static HostImages.@Nullable Staged staged(HostDocument.@Nullable Entry entry) {
    ImageInfo image = image("staged", entry);
    return entry == null || image == null
        ? null
        : new HostImages.Staged(image, entry.downloadOnly(), folder(entry), false);
  }

  /** Only of parts that cannot lead out of the folder above it. */
  private static @Nullable String folder(HostDocument.Entry entry) {
    if (entry.ostree() == null) {
      return null;
    }
    String folder =
        "%s/deploy/%s.%s"
            .formatted(
                entry.ostree().path("stateroot").asText(),
                entry.ostree().path("checksum").asText(),
                entry.ostree().path("deploySerial").asText());
    return FOLDER.matcher(folder).matches() ? folder : null;
  }

  private static boolean isComposefs(HostDocument.Entry booted) {
    return booted.composefs() != null && !booted.composefs().isNull();
  }

  private static @Nullable ImageInfo image(String slot, HostDocument.@Nullable Entry entry) {
    if (entry == null || entry.image() == null) {
      return null;
    }
    HostDocument.Image image = entry.image();
    String pullSpec = image.image() == null ? null : image.image().image();
    if (pullSpec == null || image.imageDigest() == null) {
      throw new MalformedDocument("its " + slot + " image lacks a name or a digest");
    }
    return new ImageInfo(
        pullSpec,
        image.imageDigest(),
        image.version(),
        image.timestamp(),
        image.architecture(),
        entry.softRebootCapable(),
        entry.incompatible());
  }

  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static final class MalformedDocument extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedDocument(String message) {
      super(message);
    }
  }
}
