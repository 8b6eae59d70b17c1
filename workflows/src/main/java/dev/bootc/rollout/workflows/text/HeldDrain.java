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

  /** Schedulers are waited for, a minute at most. */
  public static final String NO_POD_IS_LEFT = "no pod is left";

  /** What goes by itself: a pod within its grace period, or one that is being asked. */
  private static final Pattern GOES =
      Pattern.compile("[^:]*: (evicted|to be evicted|terminating since \\S+)");

  private static final Pattern FIRST_POD =
      Pattern.compile(WAITING_FOR + "(?<namespace>[^/,: ]+)/(?<name>[^/,: ]+)[,: ].*");

  /** A pod by its names. */
  public record Pod(String namespace, String name) {}

  /** Empty where nothing is in the way, or nothing that does not go by itself. */
  public static Optional<HeldDrain> in(String note) {
    if (note.isBlank()
        || note.startsWith(NO_POD_IS_LEFT)
        || GOES.matcher(firstReason(note)).matches()) {
      return Optional.empty();
    }
    Matcher pod = FIRST_POD.matcher(note);
    return Optional.of(
        new HeldDrain(
            pod.matches()
                ? Optional.of(new Pod(pod.group("namespace"), pod.group("name")))
                : Optional.empty()));
  }

  /** Those that somebody may have to do something about come first. */
  private static String firstReason(String note) {
    int end = note.indexOf("; ");
    return end < 0 ? note : note.substring(0, end);
  }
}
