package dev.bootc.rollout.plugin.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.plugin.Pools;
import dev.bootc.rollout.plugin.forecast.Forecast.Expected;
import dev.bootc.rollout.plugin.forecast.Forecast.Turn;
import dev.bootc.rollout.plugin.text.Terminal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForecastsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STAGED =
      """
      {"booted":{"image":"registry.example.com/os/node@%1$s","imageDigest":"%1$s"},
      "conditions":[{"type":"Idle","status":"False","reason":"Staged",
      "lastTransitionTime":"2026-11-29T03:10:00Z","message":""}]}
      """
          .formatted(Pools.OLD);
  private static final String UPDATED =
      """
      {"booted":{"image":"registry.example.com/os/node@%1$s","imageDigest":"%1$s"}}
      """
          .formatted(Pools.NEW);

  @Test
  void shouldSayWhoIsNextInThePlannersOrder() throws JsonProcessingException {
    // Given
    BootcNodePool pool =
        Pools.rolling(
            "Rolling",
            """
            ,"inFlight":[{"node":"w-1","state":"draining"}],
            "failed":[{"node":"w-6","state":"drain timed out"}]
            """);
    List<BootcNode> nodes =
        List.of(
            node("c-1", "{}", STAGED),
            node("w-1", "{\"bootc.dev/in-reboot-slot\":\"\"}", STAGED),
            node("w-2", "{}", UPDATED),
            node("w-3", "{\"bootc.dev/skip\":\"" + Pools.NEW + " fan\"}", STAGED),
            node("w-4", "{}", STAGED),
            node("w-5", "{}", "{}"),
            node("w-6", "{}", STAGED),
            node("w-7", "{}", STAGED),
            node("w-8", "{}", STAGED));
    JsonNode kubernetes =
        JSON.readTree(
            """
            {"items":[{"metadata":{"name":"c-1",
            "labels":{"node-role.kubernetes.io/control-plane":""}}},
            {"metadata":{"name":"w-4"},"spec":{"unschedulable":true}}]}
            """);

    // When
    Forecast forecast = Forecasts.of(pool, nodes, kubernetes, Set.of("w-7"), List.of());

    // Then
    assertThat(forecast.nodes().stream().map(node -> node.turn() + " " + node.node()))
        .containsExactly(
            "IN_FLIGHT w-1",
            "NEXT w-5",
            "NEXT w-8",
            "LATER w-4",
            "LATER c-1",
            "LATER w-7",
            "FAILED w-6",
            "SKIPPED w-3",
            "DONE w-2");
    assertThat(ForecastText.lines(forecast, Terminal.NONE))
        .contains(
            "pool workers: Rolling; 1 in flight of 3 at a time",
            "1     w-5   next       -      has not staged the image yet");
  }

  @Test
  void shouldSayThatNothingStartsWhileThePoolIsClosed() {
    // Given
    BootcNodePool pool =
        Pools.rolling(
            "Paused",
            """
            ,"blockedBy":[{"kind":"Paused","object":"BootcNodePool/workers","message":"by ann",
            "nextAction":"kubectl patch","nodeCount":0}]
            """);

    // When
    Forecast forecast =
        Forecasts.of(
            pool,
            List.of(node("w-4", "{}", STAGED)),
            MissingNode.getInstance(),
            Set.of(),
            List.of("Nodes: not allowed to you"));

    // Then
    assertThat(forecast.startsNothing()).isTrue();
    assertThat(forecast.nodes()).extracting(Expected::turn).containsExactly(Turn.LATER);
    assertThat(ForecastText.lines(forecast, Terminal.NONE))
        .contains(
            "nothing is started as it is",
            "  next: kubectl patch",
            "not read, so the forecast lacks it: Nodes: not allowed to you");
  }

  @Test
  void shouldSayThatThePauseHoldsTheNextRolloutWhenThisOneIsOver() {
    // Given
    BootcNodePool pool = Pools.rolling("Completed", ",\"pausedBy\":\"signal of ann\"");

    // When
    Forecast forecast =
        Forecasts.of(pool, List.of(), MissingNode.getInstance(), Set.of(), List.of());

    // Then
    assertThat(ForecastText.lines(forecast, Terminal.NONE))
        .contains(
            "nothing is started as it is", "the next rollout begins paused, by signal of ann");
  }

  @Test
  void shouldCallNoNodeFailedWhenItFailedAtAnotherImage() {
    // Given
    BootcNodePool pool = Pools.haltedBefore();

    // When
    Forecast forecast =
        Forecasts.of(
            pool,
            List.of(node("worker-2", "{}", STAGED), node("worker-3", "{}", STAGED)),
            MissingNode.getInstance(),
            Set.of(),
            List.of());

    // Then
    assertThat(forecast.startsNothing()).isFalse();
    assertThat(forecast.blockedBy()).isEmpty();
    assertThat(forecast.nodes().stream().map(node -> node.turn() + " " + node.node() + node.why()))
        .containsExactly("NEXT worker-2", "LATER worker-3");
  }

  @Test
  void shouldCountWhatADrainWouldMoveAndNameWhatIsHeld() throws JsonProcessingException {
    // Given
    JsonNode pods =
        JSON.readTree(
            """
            {"items":[
            {"metadata":{"namespace":"shop","name":"db-0","labels":{"app":"db"}}},
            {"metadata":{"namespace":"other","name":"db-0","labels":{"app":"db"}}},
            {"metadata":{"namespace":"shop","name":"web","labels":{"app":"web"}}},
            {"metadata":{"namespace":"shop","name":"old"},"status":{"phase":"Succeeded"}},
            {"metadata":{"namespace":"k","name":"ds","ownerReferences":[{"kind":"DaemonSet",
            "controller":true}]}},
            {"metadata":{"namespace":"k","name":"m","annotations":{
            "kubernetes.io/config.mirror":"x"}}}]}
            """);
    JsonNode budgets =
        JSON.readTree(
            """
            {"items":[{"metadata":{"namespace":"shop","name":"db"},
            "spec":{"selector":{"matchExpressions":[
            {"key":"app","operator":"In","values":["db"]}]}},
            "status":{"disruptionsAllowed":0}},
            {"metadata":{"namespace":"shop","name":"web"},
            "spec":{"selector":{"matchLabels":{"app":"web"}}},
            "status":{"disruptionsAllowed":1}}]}
            """);

    // When
    DrainForecast drain = DrainForecast.of(pods, budgets);

    // Then
    assertThat(drain)
        .isEqualTo(
            new DrainForecast(3, 3, List.of("pod shop/db-0, PodDisruptionBudget db allows 0")));
  }

  private static BootcNode node(String name, String annotations, String status) {
    BootcNode node = Pools.node(annotations, status);
    node.getMetadata().setName(name);
    return node;
  }
}
