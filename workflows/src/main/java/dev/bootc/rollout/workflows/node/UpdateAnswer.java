package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of an approved node.
 *
 * @param outcome in a word
 * @param verdict the failure to record; present for {@code FAILED} only
 * @param message for humans
 */
public record UpdateAnswer(Outcome outcome, Verdict.@Nullable Outcome verdict, String message) {

  /** In a word. */
  public enum Outcome {
    /** New boot, booted digest is the desired one, agent not degraded, Node Ready. */
    UPDATED,
    /** The BootcNode asks for another image or the approval was revoked: the node stages first. */
    RETARGETED,
    FAILED,
    GONE
  }
}
