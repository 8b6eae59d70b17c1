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
   * The ways, the least first; none where the rollout goes on by itself, or where what is in the
   * way says the only one.
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
      case HALTED, BLOCKED -> afterFailures(pool, goesBack ? null : digest, failed);
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
    List<String> tried =
        failed.stream().filter(WayOn::hadItsAttempt).map(NodeProgress::node).toList();
    if (!tried.isEmpty()) {
      String others = tried.size() == 1 ? "" : ", and so for the others";
      ways.add(
          new WayOn(
              "to try " + tried.getFirst() + " again, once it is mended" + others,
              NextAction.tryAgain(tried.getFirst())));
    }
    if (undone != null) {
      ways.add(new WayOn("to go back to the image of before", UndoWord.command(pool, undone)));
    }
    ways.add(anotherImage(pool));
    return List.copyOf(ways);
  }

  /** One that cannot stage is tried again by its agent, and has no time of its own in the list. */
  private static boolean hadItsAttempt(NodeProgress node) {
    return node.since() != null;
  }

  private static WayOn anotherImage(String pool) {
    return new WayOn("to roll out another image", "kubectl edit bnp " + pool);
  }
}
