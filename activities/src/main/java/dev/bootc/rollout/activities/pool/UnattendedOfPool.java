package dev.bootc.rollout.activities.pool;

import dev.bootc.rollout.workflows.plan.Decision;
import dev.bootc.rollout.workflows.plan.UnattendedNodes;
import java.time.Instant;
import java.util.List;

/** The unattended nodes of one pool as far as this process has seen, for all who plan for it. */
final class UnattendedOfPool {
  private UnattendedNodes known = UnattendedNodes.NONE;

  /** Those whose updates are to be started, in case that they do not run. */
  synchronized List<String> look(Decision decided, Instant now) {
    UnattendedNodes.Look look = known.look(decided, now);
    known = look.next();
    return look.named();
  }

  /** All that are in flight are being adopted. */
  synchronized void adopted(Decision decided, Instant now) {
    known = known.adopted(decided, now);
  }
}
