package dev.bootc.rollout.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.workflows.RolloutNames;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.plan.Undo;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunOptionsTest {
  private static final String OLD = "registry.example.com/os/node@sha256:" + "a".repeat(64);
  private static final String NEW = "registry.example.com/os/node@sha256:" + "b".repeat(64);
  private static final RolloutTarget TARGET =
      new RolloutTarget("workers", "uid-1", 3, NEW, MaxUnavailable.ONE, null, null);

  private static final Set<SearchAttributeKey<String>> ALL =
      Set.of(RolloutNames.POOL, RolloutNames.DIGEST, RolloutNames.BLOCKED_BY);

  @Test
  void shouldBeFoundByWhatTheNamespaceKnowsAndByNothingElse() {
    // When
    SearchAttributes known = RunOptions.of(TARGET, "", ALL).getTypedSearchAttributes();
    SearchAttributes earlier =
        RunOptions.of(TARGET, "", Set.of(RolloutNames.POOL, RolloutNames.DIGEST))
            .getTypedSearchAttributes();

    // Then
    assertThat(known.get(RolloutNames.POOL)).isEqualTo("workers");
    assertThat(known.get(RolloutNames.BLOCKED_BY)).isEqualTo("Nothing");
    assertThat(earlier.get(RolloutNames.DIGEST)).isEqualTo("sha256:" + "b".repeat(64));
    assertThat(earlier.containsKey(RolloutNames.BLOCKED_BY)).isFalse();
    assertThat(RunOptions.of(TARGET, "", Set.of()).getTypedSearchAttributes().size()).isZero();
  }

  @Test
  void shouldSayOnItsPageWhatIsRolledOutAndWhoAskedForIt() {
    // When
    WorkflowOptions options = RunOptions.of(TARGET.askedBy("field manager ann"), "", ALL);

    // Then
    assertThat(options.getWorkflowId()).isEqualTo("rollout/workers");
    assertThat(options.getStaticSummary()).isEqualTo("pool workers → bbbbbbbbbbbb");
    assertThat(options.getStaticDetails())
        .startsWith("Rolls pool **workers** to `" + NEW + "`")
        .contains("\n\nAsked for by field manager ann.\n\n")
        .endsWith("generation 3 of its spec.");
  }

  @Test
  void shouldSayOnItsPageWhatIsUndoneWhenItGoesBack() {
    // When
    WorkflowOptions options =
        RunOptions.of(
            TARGET.goingBack(
                OLD, new Undo("sha256:" + "b".repeat(64), "2026-11-30T12:00:00Z", "node-2", false)),
            "",
            ALL);

    // Then
    assertThat(options.getStaticSummary()).isEqualTo("pool workers back to aaaaaaaaaaaa");
    assertThat(options.getStaticDetails())
        .startsWith("Sets pool **workers** back to `" + OLD + "`")
        .contains("It undoes bbbbbbbbbbbb, which failed (node-2)");
  }
}
