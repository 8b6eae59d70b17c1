package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may be unavailable of all pools together.
 *
 * @param most absent where nothing limits that
 */
public record OverallLimit(@Nullable MaxUnavailable most) {

  /** Each pool has only its own. */
  public static final OverallLimit NONE = new OverallLimit(null);

  /**
   * As the operator is set.
   *
   * @param most a number, or a percentage of all nodes
   */
  public static OverallLimit of(Optional<String> most) {
    return most.map(MaxUnavailable::parse).map(OverallLimit::new).orElse(NONE);
  }

  boolean isSet() {
    return most != null;
  }
}
