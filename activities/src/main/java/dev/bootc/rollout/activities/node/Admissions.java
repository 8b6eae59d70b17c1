package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.workflows.node.NodeRef;
import java.util.Optional;

/**
 * Says whether the pool wants a node to go down at this moment, whoever asks for it: a start may
 * have been decided before a pause, by a process that saw less, or by nobody at all.
 */
public interface Admissions {

  /** Asks for a place; it is kept for the node until it is closed. */
  Place ask(NodeRef ref);

  /**
   * Why a node that has marked its slot, and whose mark is seen here, must give it back; empty
   * where it may go on.
   */
  Optional<String> objection(NodeRef ref);

  /** The answer. */
  interface Place extends AutoCloseable {

    /** Why there is none; empty where there is. */
    Optional<String> refusal();

    @Override
    void close();
  }
}
