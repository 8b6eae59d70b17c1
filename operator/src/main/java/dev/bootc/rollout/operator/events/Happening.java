package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.api.ForeignText;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to be told of an object, as it can be read from the object at any later time.
 *
 * @param regarding what it happened to
 * @param related what else it is about: the pool of a node, what is in the way of a pool
 * @param warning whether a person should look
 * @param reason one word in CamelCase
 * @param note for humans
 * @param identity what tells it from another of the same reason and object, such as since when it
 *     is so: the same happening, read again, has the same
 * @param since when it happened, where the object says so
 */
record Happening(
    ObjectReference regarding,
    @Nullable ObjectReference related,
    boolean warning,
    String reason,
    EventAction action,
    String note,
    List<String> identity,
    Optional<Instant> since) {
  /** Where Events of objects without a namespace belong. */
  static final String NAMESPACE = "default";

  static final String REPORTER = "bootc.dev/bootc-rollout-operator";

  /** In bytes of UTF-8, by the API server. */
  private static final int LONGEST_NOTE = 1_024;

  private static final int BYTES_A_CHARACTER = 3;
  private static final int LONGEST_OBJECT_NAME = 200;
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  /**
   * The name of its Event. It follows from what happened, so that the API server itself refuses a
   * second one, whichever process tells it.
   */
  String name() {
    String all =
        String.join("\n", List.of(regarding.getUid(), reason, String.join("\n", identity)));
    UUID hash = UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
    String object = regarding.getName();
    return object.substring(0, Math.min(LONGEST_OBJECT_NAME, object.length()))
        + "."
        + HexFormat.of().toHexDigits(hash.getMostSignificantBits())
        + HexFormat.of().toHexDigits(hash.getLeastSignificantBits());
  }

  Event event(Instant now, String instance) {
    return new EventBuilder()
        .withNewMetadata()
        .withName(name())
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withEventTime(new MicroTime(MICROSECONDS.format(now)))
        .withReportingController(REPORTER)
        .withReportingInstance(instance)
        .withType(warning ? "Warning" : "Normal")
        .withReason(reason)
        .withAction(action.text())
        .withRegarding(regarding)
        .withRelated(related)
        .withNote(bounded(note))
        .build();
  }

  private static String bounded(String text) {
    String line = ForeignText.line(text, LONGEST_NOTE);
    return line.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NOTE
        ? line
        : ForeignText.line(text, LONGEST_NOTE / BYTES_A_CHARACTER);
  }
}
