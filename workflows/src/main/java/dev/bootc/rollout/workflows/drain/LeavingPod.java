package dev.bootc.rollout.workflows.drain;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a drain remembers of a pod that has to leave. For one thread. */
final class LeavingPod {
  /** kubectl asks again after 5 s; this begins sooner, since most budgets let go soon. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** Beyond its grace period a pod may take this long before somebody has to look. */
  private static final Duration OVERDUE_AFTER = Duration.ofSeconds(30);

  /** Whether it was there when the drain began, or came in spite of the cordon. */
  final boolean wasThere;

  private DrainedPod pod;
  private @Nullable Duration endingSeen;
  private @Nullable String refusal;
  private boolean asked;
  private Duration pause = FIRST_PAUSE;
  private Duration notBefore = Duration.ZERO;

  LeavingPod(DrainedPod pod, boolean wasThere) {
    this.pod = pod;
    this.wasThere = wasThere;
  }

  DrainedPod pod() {
    return pod;
  }

  void seen(DrainedPod now, Duration at) {
    pod = now;
    if (now.ending() != null && endingSeen == null) {
      endingSeen = at;
    }
  }

  /** Whether its eviction was never asked for. */
  boolean isNew() {
    return !asked && pod.ending() == null;
  }

  /** Whether its eviction is to be asked for again, when that time has come. */
  boolean isRepeated() {
    return asked && pod.ending() == null;
  }

  Duration notBefore() {
    return notBefore;
  }

  /** It goes, and if nothing of that is seen it is asked for again after a while. */
  void goes(Duration at) {
    asked = true;
    refusal = null;
    notBefore = at.plus(LONGEST_PAUSE);
  }

  void refused(EvictionAnswer.Refused answer, Duration at) {
    asked = true;
    refusal = answer.why();
    notBefore = at.plus(longer(pause, answer.askAgainIn()));
    pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
  }

  /** Whether a person may have to do something about it. */
  boolean isHeld(Duration at) {
    return pod.ending() == null ? refusal != null : isOverdue(pod.ending(), at);
  }

  String why(boolean nodeIsReady, Duration at) {
    DrainedPod.Ending ending = pod.ending();
    if (ending == null) {
      String said = refusal;
      return said == null ? (asked ? "evicted" : "to be evicted") : said;
    }
    String since = "terminating since " + ending.since();
    if (!isOverdue(ending, at)) {
      return since;
    }
    if (!ending.finalizers().isEmpty()) {
      return since
          + ", held by finalizer "
          + String.join(", ", ending.finalizers())
          + ": mend whoever should take it off";
    }
    return nodeIsReady
        ? since + ", longer than its grace period: look at the kubelet's log"
        : since
            + ", and its Node is not Ready, so nobody confirms that: bring the kubelet back, or,"
            + " once nothing of the pod can run any more, kubectl delete pod --force";
  }

  private boolean isOverdue(DrainedPod.Ending ending, Duration at) {
    return endingSeen != null
        && at.minus(endingSeen).compareTo(ending.grace().plus(OVERDUE_AFTER)) > 0;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
