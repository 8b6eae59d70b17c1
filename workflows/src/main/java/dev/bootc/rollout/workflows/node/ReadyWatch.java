package dev.bootc.rollout.workflows.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges a node look after look: an update counts once it has been seen in order for as long as the
 * pool says, without a break. Only what was seen here counts, since the times on a Node come from
 * the clocks of other machines; so whoever takes over begins anew. For one thread.
 */
public final class ReadyWatch {
  /** Whoever sees less of the cluster than this looks at no node any more. */
  private static final Duration NODE_IS_OLD = Duration.ofMinutes(2);

  private @Nullable Spell spell;

  /**
   * A time in which nothing was wrong.
   *
   * @param readySince what the Node says of its own; another value means a break that was not seen
   */
  private record Spell(Instant began, String bootId, @Nullable Instant readySince) {
    boolean goesOn(SeenNode node, Instant now) {
      return bootId.equals(node.bootId())
          && Objects.equals(readySince, node.readySince())
          // A clock that was set back must not make the rest longer than the whole.
          && !now.isBefore(began);
    }
  }

  /**
   * What the latest judgement comes to.
   *
   * @param latest of this look
   * @return the same; {@code Watched} in place of an update that is too fresh
   */
  public UpdateJudgement after(UpdateJudgement latest, SeenNode node, PoolWish pool, Instant now) {
    if (!(latest instanceof UpdateJudgement.Updated updated)) {
      spell = null;
      return latest;
    }
    Spell current = spell;
    if (current == null || !current.goesOn(node, now)) {
      current = new Spell(now, node.bootId(), node.readySince());
      spell = current;
    }
    Duration left = enough(updated, pool).minus(Duration.between(current.began(), now));
    return left.isPositive() ? new UpdateJudgement.Watched(left, text(left)) : latest;
  }

  private static Duration enough(UpdateJudgement.Updated updated, PoolWish pool) {
    return updated.inNewBoot() || pool.minReady().compareTo(NODE_IS_OLD) > 0
        ? pool.minReady()
        : NODE_IS_OLD;
  }

  private static String text(Duration left) {
    return "Ready, watched for " + left.plusMillis(999).toSeconds() + " s more";
  }
}
