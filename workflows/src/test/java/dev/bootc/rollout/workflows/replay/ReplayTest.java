package dev.bootc.rollout.workflows.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.bootc.rollout.workflows.ActivityPolicies;
import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.node.NodeStepActivities;
import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import dev.bootc.rollout.workflows.node.NodeUpdateWorkflow;
import dev.bootc.rollout.workflows.node.NodeWaitActivities;
import dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.NonDeterministicException;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Histories of real runs, recorded from the demo, the pictures and a benchmark by {@code temporal
 * workflow show --output json}. A change of workflow code must replay them, or rollouts under way
 * at an upgrade are stuck.
 */
class ReplayTest {

  @ParameterizedTest
  @CsvSource({
    "pool-rollout-paused-and-resumed.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "pool-rollout-superseded.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "pool-rollout-cancelled.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "pool-rollout-told-by-updates.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "pool-rollout-that-was-halted.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "pool-rollout-of-a-large-pool.json, dev.bootc.rollout.workflows.pool.PoolRolloutWorkflowImpl",
    "node-update.json, dev.bootc.rollout.workflows.node.NodeUpdateWorkflowImpl",
    "node-update-without-pods.json, dev.bootc.rollout.workflows.node.NodeUpdateWorkflowImpl"
  })
  void shouldReplayWhatWasRecordedWhenTheCodeIsTodays(String history, Class<?> workflow) {
    // When
    assertThatCode(() ->
            WorkflowReplayer.replayWorkflowExecutionFromResource("histories/" + history, workflow))
        // Then
        .doesNotThrowAnyException();
  }

  @Test
  void shouldReplayARunThatAWorkerCarriedOutWhichDoesNotSayWhatIsInItsWay() throws IOException {
    // Given
    String earlier = withoutWhatIsInTheWay("pool-rollout-that-was-halted.json");

    // When
    assertThatCode(
            () -> WorkflowReplayer.replayWorkflowExecution(earlier, PoolRolloutWorkflowImpl.class))
        // Then
        .doesNotThrowAnyException();
  }

  /** As a worker would have written it that knows nothing of it. */
  private static String withoutWhatIsInTheWay(String history) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode whole;
    try (InputStream recorded = ReplayTest.class.getResourceAsStream("/histories/" + history)) {
      whole = mapper.readTree(Objects.requireNonNull(recorded));
    }
    Map<String, String> numbers = new HashMap<>();
    int left = 0;
    int dropped = 0;
    for (Iterator<JsonNode> events = whole.path("events").iterator(); events.hasNext(); ) {
      JsonNode event = events.next();
      boolean says =
          event.path("markerRecordedEventAttributes").path("markerName").asText().equals("Version")
              || event
                  .path("upsertWorkflowSearchAttributesEventAttributes")
                  .toString()
                  .contains(RolloutNames.BLOCKED_BY.getName());
      if (says) {
        events.remove();
        dropped++;
      } else {
        numbers.put(event.path("eventId").asText(), Integer.toString(++left));
      }
    }
    assertThat(dropped).isGreaterThanOrEqualTo(2);
    whole.path("events").forEach(event -> renumber(event, numbers));
    return whole.toString();
  }

  private static void renumber(JsonNode node, Map<String, String> numbers) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(field -> {
            if (field.getKey().toLowerCase(Locale.ROOT).endsWith("eventid")) {
              String number = field.getValue().asText();
              field.setValue(TextNode.valueOf(numbers.getOrDefault(number, number)));
            }
          });
    }
    node.forEach(inner -> renumber(inner, numbers));
  }

  @Test
  void shouldRefuseToReplayWhenTheCodeTakesOtherSteps() {
    // When
    assertThatThrownBy(() ->
            WorkflowReplayer.replayWorkflowExecutionFromResource(
                "histories/node-update.json", ApprovesWithoutDraining.class))
        // Then
        .hasStackTraceContaining(NonDeterministicException.class.getSimpleName());
  }

  /** What a careless change would be. */
  public static final class ApprovesWithoutDraining implements NodeUpdateWorkflow {
    @Override
    public NodeUpdateResult update(NodeUpdateInput input) {
      NodeStepActivities steps =
          Workflow.newLocalActivityStub(
              NodeStepActivities.class, ActivityPolicies.shortStep("short step"));
      NodeWaitActivities waits =
          Workflow.newActivityStub(NodeWaitActivities.class, ActivityPolicies.wait("wait"));
      steps.takeSlot(input.ref(), input.slotFor());
      steps.approveReboot(input.ref());
      waits.awaitUpdate(input.ref(), "");
      return new NodeUpdateResult(NodeUpdateResult.Outcome.UPDATED, "");
    }
  }
}
