package dev.bootc.rollout.plugin.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.bootc.rollout.plugin.bundle.Bundle.NotRead;
import dev.bootc.rollout.plugin.bundle.Bundle.Source;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The newest of the Events that the operator wrote. */
final class OurEvents {
  private static final int MOST = 2_000;

  /** As the operator signs them. */
  private static final String PATH =
      "/api/v1/events?fieldSelector=reportingComponent%3Dbootc.dev%2Fbootc-rollout-operator";

  private static final Comparator<JsonNode> BY_TIME = Comparator.comparing(OurEvents::time);

  private final Source source;
  private final BundleFolder folder;
  private final List<String> told;

  OurEvents(Source source, BundleFolder folder, List<String> told) {
    this.source = source;
    this.folder = folder;
    this.told = told;
  }

  /** They are listed by name, so all are looked at. */
  void write() throws IOException {
    PriorityQueue<JsonNode> newest = new PriorityQueue<>(BY_TIME);
    int left = 0;
    try {
      Pages pages = new Pages(source, PATH);
      while (pages.hasNext()) {
        for (JsonNode event : pages.next()) {
          newest.add(Redaction.json(event));
          if (newest.size() > MOST) {
            newest.remove();
            left++;
          }
        }
      }
    } catch (NotRead why) {
      told.add("not read: " + PATH + ": " + why.getMessage());
    } catch (JsonProcessingException noJson) {
      told.add("not read: " + PATH + ": no JSON");
    }
    if (left > 0) {
      told.add("left out: " + left + " Events that are older than the newest " + MOST);
    }
    try (BundleFolder.Items items = folder.items("events.json")) {
      for (JsonNode event : newest.stream().sorted(BY_TIME).toList()) {
        items.add(event);
      }
    }
  }

  private static String time(JsonNode event) {
    for (String field : List.of("/series/lastObservedTime", "/eventTime", "/lastTimestamp")) {
      String time = event.at(field).asText("");
      if (!time.isEmpty() && !time.equals("null")) {
        return time;
      }
    }
    return "";
  }
}
