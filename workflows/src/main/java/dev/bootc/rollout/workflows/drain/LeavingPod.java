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
  private boolean everAsked;
  private boolean forced;
  private @Nullable Duration shorterGrace;
  private @Nullable PodHold hold;
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

  /** Whether its eviction was never asked for, or it is to be deleted now and that was not. */
  boolean isNew() {
    return !asked && mayBeAsked();
  }

  /** Whether nobody has asked it to leave. */
  boolean wasLeftAlone() {
    return !everAsked && pod.ending() == null;
  }

  /**
   * Takes down what the pool wants of it.
   *
   * @param why present while it is not to be asked to leave
   */
  void hold(@Nullable PodHold why) {
    hold = why;
  }

  /**
   * Whether it is deleted from now on: what was said of its eviction counts no more then.
   *
   * @param grace that it gets; absent where it has its own
   */
  void force(boolean now, @Nullable Duration grace) {
    shorterGrace = now ? grace : null;
    if (now != forced) {
      forced = now;
      asked = false;
      refusal = null;
      pause = FIRST_PAUSE;
    }
  }

  /** Whether its eviction is to be asked for again, when that time has come. */
  boolean isRepeated() {
    return asked && mayBeAsked();
  }

  /** One that ends needs not be asked, unless it is to end sooner by force. */
  private boolean mayBeAsked() {
    DrainedPod.Ending ending = pod.ending();
    return hold == null
        && (ending == null || (shorterGrace != null && ending.grace().compareTo(shorterGrace) > 0));
  }

  Duration notBefore() {
    return notBefore;
  }

  /** It goes, and if nothing of that is seen it is asked for again after a while. */
  void goes(Duration at) {
    asked = true;
    everAsked = true;
    refusal = null;
    notBefore = at.plus(LONGEST_PAUSE);
  }

  void refused(EvictionAnswer.Refused answer, Duration at) {
    asked = true;
    everAsked = true;
    refusal = answer.why();
    notBefore = at.plus(longer(pause, answer.askAgainIn()));
    pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
  }

  /** Whether a person may have to do something about it. */
  boolean isHeld(Duration at) {
    PodHold held = hold;
    if (held != null && pod.ending() == null) {
      return held.needsAPerson();
    }
    return pod.ending() == null ? refusal != null : isOverdue(pod.ending(), at);
  }

  String why(boolean nodeIsReady, Duration at) {
    DrainedPod.Ending ending = pod.ending();
    PodHold held = hold;
    if (held != null && ending == null) {
      return held.why();
    }
    if (ending == null) {
      String said = refusal;
      return said == null ? (asked ? "" : "to be ") + (forced ? "deleted" : "evicted") : said;
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
