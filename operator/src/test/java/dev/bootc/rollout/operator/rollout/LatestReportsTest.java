package dev.bootc.rollout.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LatestReportsTest {
  private static final String OLD = "sha256:" + "a".repeat(64);
  private static final String NEW = "sha256:" + "b".repeat(64);

  private final RememberedReports told = new RememberedReports();

  @Test
  void shouldBeginTheNextRunByTheLastWordWhenTheCacheIsBehind() {
    // Given
    RolloutStatus cached = reported("Rolling", null);
    RolloutStatus lastWord = reported("Superseded", "signal of ann@laptop");
    LatestReports rollouts = new LatestReports(told, _ -> Optional.of(lastWord));

    // When
    rollouts.follow(target(NEW, 2), cached);

    // Then
    assertThat(told.reports).containsExactly(lastWord);
  }

  @Test
  void shouldAskNobodyWhenARunFollowsTheTarget() {
    // Given
    RolloutStatus cached = reported("Rolling", null);
    List<String> asked = new ArrayList<>();
    LatestReports rollouts =
        new LatestReports(
            told,
            pool -> {
              asked.add(pool);
              return Optional.empty();
            });

    // When
    rollouts.follow(target(OLD, 1), cached);

    // Then
    assertThat(told.reports).containsExactly(cached);
    assertThat(asked).isEmpty();
  }

  private static RolloutTarget target(String digest, long generation) {
    return new RolloutTarget(
        "workers",
        "uid-1",
        generation,
        "registry.example.com/os/node@" + digest,
        new MaxUnavailable(1, false),
        null,
        null);
  }

  private static RolloutStatus reported(String phase, @Nullable String pausedBy) {
    return new RolloutStatus(
        phase,
        OLD,
        1L,
        "rollout/workers",
        "run-1",
        null,
        null,
        pausedBy,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** What it is told, in order. */
  private static final class RememberedReports implements RolloutGateway {
    private final List<@Nullable RolloutStatus> reports = new ArrayList<>();

    @Override
    public FollowAnswer follow(RolloutTarget target, @Nullable RolloutStatus reported) {
      reports.add(reported);
      return new FollowAnswer.Followed();
    }

    @Override
    public EndAnswer cancelRun(String pool, String runId, String byAndWhy) {
      return EndAnswer.ENDED;
    }

    @Override
    public EndAnswer endRollout(String pool) {
      return EndAnswer.ENDED;
    }

    @Override
    public EndAnswer endNodeUpdate(String pool, String node) {
      return EndAnswer.ENDED;
    }
  }
}
