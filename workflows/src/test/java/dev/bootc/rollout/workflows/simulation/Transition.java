package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeUpdate;
import dev.bootc.rollout.workflows.node.NodeUpdateResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One arrow of the diagram of a node's update.
 *
 * @param answer in a word; empty where the step answers nothing
 */
record Transition(String from, String answer, String to) {

  static Transition of(NodeUpdate from, @Nullable NodeAnswer answer, NodeUpdate to) {
    return new Transition(name(from), answer == null ? "" : word(answer), name(to));
  }

  /** The state's own method for that answer. */
  static NodeUpdate after(NodeUpdate state, @Nullable NodeAnswer answer) {
    return switch (state) {
      case NodeUpdate.TakeSlot s -> s.after((NodeAnswer.Slot) given(answer));
      case NodeUpdate.Drain s -> s.after((NodeAnswer.Drain) given(answer));
      case NodeUpdate.Approve s -> s.after((NodeAnswer.Approval) given(answer));
      case NodeUpdate.AwaitStaged s -> s.after((NodeAnswer.Staged) given(answer));
      case NodeUpdate.AwaitUpdate s -> s.after((NodeAnswer.Update) given(answer));
      case NodeUpdate.RecordFailure s -> s.after();
      case NodeUpdate.AwaitRecovery s -> s.after((NodeAnswer.Recovery) given(answer));
      case NodeUpdate.Release s -> s.after();
      case NodeUpdate.Over s -> s;
    };
  }

  private static NodeAnswer given(@Nullable NodeAnswer answer) {
    return Objects.requireNonNull(answer, "this state's activity answers");
  }

  static String word(NodeAnswer answer) {
    return switch (answer) {
      case NodeAnswer.Slot a -> a.next().name();
      case NodeAnswer.Drain a -> a.outcome().name();
      case NodeAnswer.Approval a -> a.outcome().name();
      case NodeAnswer.Staged a -> a.outcome().name();
      case NodeAnswer.Update a -> a.outcome().name();
      case NodeAnswer.Recovery a -> a.outcome().name();
    };
  }

  private static String name(NodeUpdate state) {
    return state instanceof NodeUpdate.Over(NodeUpdateResult result)
        ? result.outcome().name()
        : state.getClass().getSimpleName();
  }
}
