package dev.bootc.rollout.activities.pool;

import com.uber.m3.tally.Scope;
import com.uber.m3.tally.Stopwatch;
import com.uber.m3.tally.Timer;
import io.temporal.activity.Activity;
import java.util.function.Supplier;

/** What a plan costs, among the metrics of this process: gathering the nodes, and deciding. */
final class PlanTimers {
  private final Timer gathering;
  private final Timer deciding;

  private PlanTimers(Scope metrics) {
    gathering = metrics.timer("bootc_rollout_plan_gathering");
    deciding = metrics.timer("bootc_rollout_plan_deciding");
  }

  /** For the activity that runs on this thread. */
  static PlanTimers ofThisActivity() {
    return new PlanTimers(Activity.getExecutionContext().getMetricsScope());
  }

  <T> T gathering(Supplier<T> work) {
    return timed(gathering, work);
  }

  <T> T deciding(Supplier<T> work) {
    return timed(deciding, work);
  }

  private static <T> T timed(Timer timer, Supplier<T> work) {
    Stopwatch watch = timer.start();
    T done = work.get();
    watch.stop();
    return done;
  }
}
