package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What an activity answers about a node. Each answer names the digest that it speaks of, so that
 * what is written because of it is about that digest, whatever the node is asked for by then.
 */
public sealed interface NodeAnswer {

  /** {@code sha256:…}; empty where the node is gone. */
  String digest();

  /** For humans. */
  String message();

  /** Whether a node holds a slot now, and where its update goes on. */
  record Slot(Next next, String digest, String message) implements NodeAnswer {

    /** The step to go on with. */
    public enum Next {
      /** There are pods to evict. */
      DRAIN,
      /** There is no pod to evict, so the reboot may be approved at once. */
      APPROVE,
      /** The reboot was approved already, or the node runs its image. */
      AWAIT_UPDATE,
      /** The node holds no slot and gets none. */
      NOT_STARTED,
      /** The node left the pool or the cluster. */
      GONE
    }
  }

  /** How a drain ended. */
  record Drain(Drain.Outcome outcome, String digest, String message) implements NodeAnswer {

    /** In a word. */
    public enum Outcome {
      DRAINED,
      /**
       * The node does not go down now: it runs its image, or what it is asked for is not staged
       * (yet), or had its attempt.
       */
      UNNEEDED,
      TIMED_OUT,
      GONE
    }
  }

  /** What became of an approval. */
  record Approval(Approval.Outcome outcome, String digest, String message) implements NodeAnswer {

    /** In a word. */
    public enum Outcome {
      APPROVED,
      /**
       * What is staged is not (yet, or any more) what the pool asks for; the node keeps its slot
       * and stages first.
       */
      NOT_STAGED,
      /** A pod came, or somebody lifted the cordon; the node keeps its slot and drains first. */
      NOT_DRAINED,
      /** The node had its attempt at this digest and failed; it keeps its slot. */
      HAD_ITS_ATTEMPT,
      /** The node runs its image already. */
      UP_TO_DATE,
      GONE
    }
  }

  /** How the wait for a staged image ended. */
  record Staged(Staged.Outcome outcome, String digest, String message) implements NodeAnswer {

    /** In a word. */
    public enum Outcome {
      /** What the node is asked for is staged, or runs already. */
      READY,
      GONE
    }
  }

  /**
   * What was seen of an approved node.
   *
   * @param verdict the failure to record; present for {@code FAILED} only
   */
  record Update(Outcome outcome, Verdict.@Nullable Outcome verdict, String digest, String message)
      implements NodeAnswer {

    /** In a word. */
    public enum Outcome {
      /** Back on its image and healthy; its slot was freed with that answer. */
      UPDATED,
      /** Another image is asked for, or the approval was revoked: the node stages first. */
      RETARGETED,
      FAILED,
      GONE
    }
  }

  /** How a recorded failure was overcome. */
  record Recovery(Recovery.Outcome outcome, String digest, String message) implements NodeAnswer {

    /** In a word. */
    public enum Outcome {
      /** Back on its image after all; its slot was freed with that answer. */
      UPDATED,
      /** Another image is asked for, or a human wants another attempt: the node stages first. */
      RETARGETED,
      GONE
    }
  }
}
