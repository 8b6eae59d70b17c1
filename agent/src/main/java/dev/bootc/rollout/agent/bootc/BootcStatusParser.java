package dev.bootc.rollout.agent.bootc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bootc.rollout.agent.bootc.BootcStatus.NotBooted;
import dev.bootc.rollout.agent.bootc.BootcStatus.Unreadable;
import dev.bootc.rollout.agent.bootc.BootcStatus.Usable;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageInfo;
import java.util.Optional;
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
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");
  private static final int LONGEST_NAME = 1024;
  private static final int LONGEST_WORD = 256;
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
          : new Unreadable(
              "bootc status cannot be read: " + firstLine(malformed) + wrapper(output));
    }
  }

  private static boolean endsEarly(String output, Exception malformed) {
    boolean inTheMiddle = output.startsWith("{") && !output.stripTrailing().endsWith("}");
    return inTheMiddle
        || malformed instanceof JsonEOFException
        || malformed.getCause() instanceof JsonEOFException;
  }

  private static String wrapper(String output) {
    return output.stripLeading().startsWith("{")
        ? ""
        : "; something prints before its document: is bootc a wrapper on this host? Let it keep to stderr";
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
            booted(booted),
            staged(status.staged()),
            image(status.rollback()).orElse(null),
            status.rollbackQueued(),
            booted.incompatible(),
            status.readOnly(),
            isComposefs(booted) ? HostImages.Backend.COMPOSEFS : HostImages.Backend.OSTREE,
            verification(booted)));
  }

  private static @Nullable ImageInfo booted(HostDocument.Entry entry) {
    if (entry.image() == null) {
      return null;
    }
    return image(entry)
        .orElseThrow(() ->
            new MalformedDocument(
                "its booted image lacks a name or a digest: update bootc, or stage the image once with \"bootc switch\""));
  }

  private static HostImages.@Nullable Staged staged(HostDocument.@Nullable Entry entry) {
    return entry == null
        ? null
        : new HostImages.Staged(
            image(entry).orElse(null),
            entry.downloadOnly(),
            folder(entry),
            false,
            verification(entry));
  }

  /** It is a word, or an object around the remote's name. */
  private static HostImages.Verification verification(HostDocument.Entry entry) {
    HostDocument.Reference reference = entry.image() == null ? null : entry.image().image();
    JsonNode signature = reference == null ? null : reference.signature();
    if (signature == null || signature.isNull()) {
      return HostImages.Verification.NOT_ENFORCED;
    }
    if (signature.isObject() && signature.has("ostreeRemote")) {
      return HostImages.Verification.OSTREE_REMOTE;
    }
    return "containerPolicy".equals(signature.asText())
        ? HostImages.Verification.CONTAINER_POLICY
        : HostImages.Verification.NOT_ENFORCED;
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

  /** Empty where the deployment has none, or one that bootc does not name with its digest. */
  private static Optional<ImageInfo> image(HostDocument.@Nullable Entry entry) {
    HostDocument.Image image = entry == null ? null : entry.image();
    String pullSpec = image == null || image.image() == null ? null : image.image().image();
    if (entry == null || image == null || pullSpec == null || !isSane(pullSpec, LONGEST_NAME)) {
      return Optional.empty();
    }
    return digest(image, pullSpec)
        .map(digest ->
            new ImageInfo(
                pullSpec,
                digest,
                saneOrNull(image.version()),
                timeOrNull(image.timestamp()),
                saneOrNull(image.architecture()),
                entry.softRebootCapable(),
                entry.incompatible()));
  }

  /** As it is reported, else as the host was told to run it. */
  private static Optional<String> digest(HostDocument.Image image, String pullSpec) {
    return Optional.ofNullable(image.imageDigest())
        .filter(digest -> isSane(digest, LONGEST_WORD))
        .or(() -> ImageDigest.in(pullSpec).map(ImageDigest::text));
  }

  private static boolean isSane(String text, int longest) {
    return !text.isBlank() && text.length() <= longest && !CONTROL.matcher(text).find();
  }

  private static @Nullable String saneOrNull(@Nullable String text) {
    return text != null && isSane(text, LONGEST_WORD) ? text : null;
  }

  /** The API server refuses the whole status for one that is none. */
  private static @Nullable String timeOrNull(@Nullable String text) {
    return text != null && TIME.matcher(text).matches() ? text : null;
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
