package dev.bootc.rollout.activities.pool;

import io.temporal.activity.ActivityInfo;
import io.temporal.failure.ApplicationFailure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The latest question for each pool: whoever still answers an older one gives up, since two would
 * write the pool's status in turns.
 */
final class LatestQuestions {
  private final Map<String, String> latest = new ConcurrentHashMap<>();

  /** One question, as long as no newer one was asked; forgotten with its answer. */
  final class Question implements AutoCloseable {
    private final String pool;
    private final String id;

    private Question(String pool, String id) {
      this.pool = pool;
      this.id = id;
    }

    /**
     * To be asked again, since the older question is nearly always cancelled already, and where it
     * is not it becomes the latest.
     */
    void requireLatest() {
      if (!id.equals(latest.get(pool))) {
        throw ApplicationFailure.newFailure(
            "a newer question was asked for pool " + pool, "SupersededQuestion");
      }
    }

    @Override
    public void close() {
      latest.remove(pool, id);
    }
  }

  Question ask(String pool, ActivityInfo activity) {
    String id = activity.getWorkflowRunId() + "/" + activity.getActivityId();
    latest.put(pool, id);
    return new Question(pool, id);
  }

  /** No question for that pool is to be answered any more. */
  void end(String pool) {
    latest.remove(pool);
  }
}
