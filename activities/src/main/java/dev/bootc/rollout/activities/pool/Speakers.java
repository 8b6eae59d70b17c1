package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.activities.cluster.ClusterCache;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.RolloutStatus;
import io.temporal.activity.ActivityInfo;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Who may say in a pool's status how its rollout goes: whoever answers the latest question, on
 * whichever replica, and nobody after the last word.
 */
final class Speakers {
  private final ClusterCache cluster;
  private final RolloutStatusWriter writer;
  private final LatestQuestions questions = new LatestQuestions();
  private final OpenRuns runs;

  Speakers(ClusterCache cluster, RolloutStatusWriter writer, OpenRuns runs) {
    this.cluster = cluster;
    this.writer = writer;
    this.runs = runs;
  }

  /** Whoever answers that activity; the others of this process give up. */
  Speaker next(String pool, ActivityInfo activity) {
    return new Speaker(pool, activity, questions.ask(pool, activity));
  }

  /** The end of a rollout, which nothing that was asked before may follow. */
  void lastWord(String pool, ActivityInfo activity, RolloutStatus status) {
    questions.end(pool);
    writer.settle(pool);
    if (runs.isOpen(activity)) {
      RolloutStatus before = cluster.pool(pool).flatMap(RolloutStatus::on).orElse(null);
      writer.write(pool, RolloutStatuses.following(before, status));
    }
  }

  /** Speaks while its question is the latest. */
  final class Speaker implements AutoCloseable {
    private final String pool;
    private final ActivityInfo activity;
    private final LatestQuestions.Question question;

    private Speaker(String pool, ActivityInfo activity, LatestQuestions.Question question) {
      this.pool = pool;
      this.activity = activity;
      this.question = question;
    }

    /** Fails once a newer question was asked here. */
    void requireLatest() {
      question.requireLatest();
    }

    boolean isDue() {
      return writer.isDue(pool);
    }

    /** When a change that comes now may be said; zero where it may at once. */
    Duration untilDue() {
      return writer.untilDue(pool);
    }

    /** To be called only where something is due. */
    void say(Supplier<RolloutStatus> status) {
      cluster
          .pool(pool)
          .ifPresent(seen ->
              writer.offer(seen, following(seen, status.get()), () -> runs.isAsked(activity)));
    }

    /**
     * Says the first word of a rollout at once; nothing where it was said, or where the spec asks
     * for something else by now. Until then the pool speaks of the rollout before, which may be
     * done.
     *
     * @return false where that has to be tried again, as the operator writes at the same time
     */
    boolean begin(RolloutStatus status) {
      return cluster
          .pool(pool)
          .filter(seen -> Objects.equals(seen.getMetadata().getGeneration(), status.generation()))
          .filter(seen ->
              RolloutStatus.on(seen)
                  .filter(said -> RolloutStatuses.isOfTheSame(said, status))
                  .isEmpty())
          .map(seen -> writer.begin(seen, following(seen, status), () -> runs.isAsked(activity)))
          .orElse(true);
    }

    private static RolloutStatus following(BootcNodePool seen, RolloutStatus status) {
      return RolloutStatuses.following(RolloutStatus.on(seen).orElse(null), status);
    }

    /** Once there is an answer, nothing older than it may be said any more. */
    @Override
    public void close() {
      writer.settle(pool);
      question.close();
    }
  }
}
