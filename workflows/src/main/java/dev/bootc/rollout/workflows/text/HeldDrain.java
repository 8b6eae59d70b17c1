package dev.bootc.rollout.workflows.text;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a drain's note says is in its way. A note is one line for humans; this knows of it no more
 * than how it begins, and the test beside it reads what drains write.
 *
 * @param pod namespace and name of the first pod that is held; empty where it is no pod
 */
public record HeldDrain(Optional<Pod> pod) {
  public static final String WAITING_FOR = "waiting for ";

  /** Known before the drain, of pods that it will not get rid of. */
  public static final String CANNOT_LEAVE = "cannot be drained: ";

  /** It is asked once those have left. */
  public static final String LATER = "leaves after those of lower priority";

  /** It is left to end by itself. */
  public static final String OF_A_JOB = "of a Job, which may complete";

  /** Schedulers are waited for, a minute at most. */
  public static final String NO_POD_IS_LEFT = "no pod is left";

  /** What goes by itself: a pod within its grace period, or one that is or will be asked. */
  private static final Pattern GOES =
      Pattern.compile(
          "[^:]*: ((to be )?(evicted|deleted)|terminating since \\S+|"
              + LATER
              + "|"
              + OF_A_JOB
              + ")");

  private static final Pattern FIRST_POD =
      Pattern.compile(
          "("
              + WAITING_FOR
              + "|"
              + CANNOT_LEAVE
              + ")(?<namespace>[^/,: ]+)/(?<name>[^/,: ]+)[,: ].*");

  /** Its time is over, and the pool wants it to go on all the same. */
  private static final Pattern OVERDUE =
      Pattern.compile(
          "drainTimeoutSeconds \\d+ passed, and timeoutAction (?<action>Hold|Force) [^;]+; (?<note>.*)");

  /** A pod by its names. */
  public record Pod(String namespace, String name) {}

  /** Empty where nothing is in the way, or nothing that does not go by itself. */
  public static Optional<HeldDrain> in(String note) {
    Matcher overdue = OVERDUE.matcher(note);
    if (!overdue.matches()) {
      return inTime(note);
    }
    // What has not left in time is in the way, unless it is being deleted.
    String rest = overdue.group("note");
    return overdue.group("action").equals("Hold") ? Optional.of(of(rest)) : inTime(rest);
  }

  private static Optional<HeldDrain> inTime(String note) {
    if (note.isBlank()
        || note.startsWith(NO_POD_IS_LEFT)
        || GOES.matcher(firstReason(note)).matches()) {
      return Optional.empty();
    }
    return Optional.of(of(note));
  }

  private static HeldDrain of(String note) {
    Matcher pod = FIRST_POD.matcher(note);
    return new HeldDrain(
        pod.matches()
            ? Optional.of(new Pod(pod.group("namespace"), pod.group("name")))
            : Optional.empty());
  }

  /** Those that somebody may have to do something about come first. */
  private static String firstReason(String note) {
    int end = note.indexOf("; ");
    return end < 0 ? note : note.substring(0, end);
  }
}
