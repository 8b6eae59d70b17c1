package dev.bootc.rollout.plugin.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.plugin.text.Ages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a rollout said at a moment: the last answer of its planner before that. */
public final class Moment {
  private static final int LONGEST = 2_000;

  private Moment() {}

  /** The report; empty where it had said nothing yet. */
  public static Optional<JsonNode> reportAt(List<JsonNode> events, Instant moment) {
    Optional<JsonNode> last = Optional.empty();
    for (JsonNode event : events) {
      if (Ages.time(event.path("eventTime").asText())
          .filter(at -> !at.isAfter(moment))
          .isPresent()) {
        Optional<JsonNode> report = report(event);
        last = report.isPresent() ? report : last;
      }
    }
    return last;
  }

  private static Optional<JsonNode> report(JsonNode event) {
    return Payloads.first(event.path("activityTaskCompletedEventAttributes").path("result"))
        .map(result -> result.path("report"))
        .filter(JsonNode::isObject);
  }

  /**
   * In lines.
   *
   * @param node whose reason alone is wanted; empty for all
   */
  public static List<String> lines(JsonNode report, String node) {
    List<String> lines = new ArrayList<>();
    lines.add(phase(report.path("phase").asText()) + ": " + text(report.path("message")));
    for (JsonNode entry : report.path("blockedBy")) {
      lines.add(
          "  blocked by  %s  %s%s: %s"
              .formatted(
                  text(entry.path("kind")),
                  text(entry.path("object")),
                  since(entry),
                  text(entry.path("message"))));
    }
    nodes(report, "inFlight", "in flight ", node, lines);
    nodes(report, "failed", "failed    ", node, lines);
    for (JsonNode group : report.path("waiting")) {
      String names = String.join(", ", names(group));
      if (node.isEmpty() || names(group).contains(node)) {
        lines.add(
            "  waited      %s: %s  (%s)"
                .formatted(text(group.path("count")), text(group.path("reason")), names));
      }
    }
    return lines;
  }

  private static void nodes(
      JsonNode report, String field, String title, String node, List<String> lines) {
    for (JsonNode progress : report.path(field)) {
      String name = text(progress.path("node"));
      if (node.isEmpty() || name.equals(node)) {
        lines.add(
            "  %s  %s  %s%s".formatted(title, name, text(progress.path("state")), since(progress)));
      }
    }
  }

  private static List<String> names(JsonNode group) {
    return group.path("nodes").valueStream().map(Moment::text).toList();
  }

  private static String since(JsonNode entry) {
    return entry.hasNonNull("since") ? "  since " + text(entry.path("since")) : "";
  }

  /** As the status has it; what a workflow keeps is the name of the constant. */
  private static String phase(String kept) {
    return Arrays.stream(RolloutPhase.values())
        .filter(known -> known.name().equals(kept))
        .map(RolloutPhase::text)
        .findFirst()
        .orElse(kept);
  }

  private static String text(JsonNode value) {
    return ForeignText.line(value.asText(), LONGEST);
  }
}
