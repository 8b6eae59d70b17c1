package dev.bootc.rollout.workflows.node;

import dev.bootc.rollout.api.ForeignText;

/** What comes of asking a gate about a node. */
public sealed interface GateAnswer {
  /** Whoever is asked may say a lot, and it is written down on the BootcNode. */
  int LONGEST = 300;

  /** It holds. */
  record Passes() implements GateAnswer {}

  /** It does not hold now. */
  record SaysNo(String why) implements GateAnswer {
    public SaysNo {
      why = ForeignText.line(why, LONGEST);
    }
  }

  /** It cannot be asked, so nobody knows whether it holds. */
  record CannotBeAsked(String why) implements GateAnswer {
    public CannotBeAsked {
      why = ForeignText.line(why, LONGEST);
    }
  }
}
