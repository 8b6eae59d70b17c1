package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.UndoWord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person can do about a rollout that no waiting brings on. What is in the way says where to
 * look; this says what may follow from it.
 *
 * @param when it is the right thing
 * @param command to paste
 */
public record WayOn(String when, String command) {

  /**
   * The ways, the least first; none where the rollout goes on by itself once what is in its way is
   * gone. That an image is bad is said of one that halted, not of single nodes that failed.
   *
   * @param digest that is rolled out; absent where none is known
   * @param goesBack whether that is what was there before
   * @param failed nodes that failed, as the report lists them
   */
  public static List<WayOn> of(
      RolloutPhase phase,
      String pool,
      @Nullable String digest,
      boolean goesBack,
      List<NodeProgress> failed) {
    return switch (phase) {
      case HALTED -> afterFailures(pool, goesBack ? null : digest, failed);
      case BLOCKED -> tried(failed).isEmpty() ? List.of() : afterFailures(pool, null, failed);
      case ROLLED_BACK ->
          List.of(
              anotherImage(pool),
              new WayOn(
                  "to try what was undone again, once its cause is mended", Undo.command(pool)));
      case STAGING, ROLLING, PAUSED, WAITING_FOR_APPROVAL, COMPLETED, SUPERSEDED, CANCELLED ->
          List.of();
    };
  }

  private static List<WayOn> afterFailures(
      String pool, @Nullable String undone, List<NodeProgress> failed) {
    List<WayOn> ways = new ArrayList<>();
    List<String> tried = tried(failed);
    if (!tried.isEmpty()) {
      String others = tried.size() == 1 ? "" : ", and so for the others";
      ways.add(new WayOn("to look at the host of " + tried.getFirst(), shellOn(tried.getFirst())));
      ways.add(
          new WayOn(
              "to try " + tried.getFirst() + " again, once it is mended" + others,
              NextAction.tryAgain(tried.getFirst())));
    }
    if (undone != null) {
      ways.add(
          new WayOn(
              "to undo this image, back to the one of before where one was completed",
              UndoWord.command(pool, undone)));
    }
    ways.add(anotherImage(pool));
    return List.copyOf(ways);
  }

  /** One that cannot stage is tried again by its agent, and has no time of its own in the list. */
  private static List<String> tried(List<NodeProgress> failed) {
    return failed.stream().filter(node -> node.since() != null).map(NodeProgress::node).toList();
  }

  private static String shellOn(String node) {
    return "kubectl debug node/" + node + " -it --profile=sysadmin --image=busybox -- chroot /host";
  }

  private static WayOn anotherImage(String pool) {
    return new WayOn("to roll out another image", "kubectl edit bnp " + pool);
  }
}
