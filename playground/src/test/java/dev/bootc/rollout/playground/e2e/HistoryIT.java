package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a rollout said at a moment, asked when it is over: docs/operations/history.md. */
@EndToEnd
class HistoryIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world;

  HistoryIT(World world) {
    this.world = world;
  }

  @Test
  void shouldTellWhyANodeWaitedThenWhenTheRolloutIsOver() {
    // Given
    LightFleet fleet = world.fleet("asked-later", 2, FleetTiming.ofMillis(200, 3_000));
    String last = fleet.nodes().getLast();
    TestPool pool = world.pool("asked-later", 1);
    pool.awaitUpToDate(Images.number(0), 2);
    pool.editPaused(true);
    pool.editImage(Images.number(1));
    await()
        .untilAsserted(() -> {
          assertThat(pool.rolloutIsAboutThisGeneration()).isTrue();
          assertThat(pool.rollout().waiting())
              .anySatisfy(group -> assertThat(group.nodes()).hasSize(2));
        });
    // The pool says the first word of a rollout before its history has the plan.
    await()
        .untilAsserted(() ->
            assertThat(lastReportBefore(Instant.now(), world.temporal("asked-later").history()))
                .isPresent());
    Instant then = Instant.now();
    pool.editPaused(false);
    pool.awaitUpToDate(Images.number(1), 2);

    // When
    JsonNode said = lastReportBefore(then, world.temporal("asked-later").history()).orElseThrow();

    // Then
    assertThat(said.path("pause").path("reason").asText()).contains("spec.rollout.paused");
    assertThat(said.path("waiting").toString()).contains(last);
  }

  private static Optional<JsonNode> lastReportBefore(Instant moment, String history) {
    try {
      return JSON.readTree(history)
          .path("events")
          .valueStream()
          .filter(event -> !Instant.parse(event.path("eventTime").asText()).isAfter(moment))
          .sorted(Comparator.comparingInt(event -> event.path("eventId").asInt()))
          .map(HistoryIT::answer)
          .flatMap(Optional::stream)
          .filter(answer -> answer.has("report"))
          .map(answer -> answer.path("report"))
          .reduce((before, after) -> after);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<JsonNode> answer(JsonNode event) {
    JsonNode payload =
        event.path("activityTaskCompletedEventAttributes").path("result").path("payloads").path(0);
    try {
      return payload.has("data")
          ? Optional.of(JSON.readTree(Base64.getDecoder().decode(payload.path("data").asText())))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
