package dev.bootc.rollout.workflows.verb;

/** What a rollout can be told by a workflow update. The text is the name of the update. */
public enum Verb {
  PAUSE("pause"),
  RESUME("resume"),
  APPROVE("approve"),
  APPROVE_STEP("approveStep"),
  RETRY("retry"),
  SKIP("skip"),
  CHECK_NOW("checkNow"),
  CANCEL("cancel"),
  UNDO("undo");

  private final String text;

  Verb(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /**
   * Whether no node reboots sooner for it, so that whoever reaches Temporal may say it. The end of
   * a pause does not count here: only that of one by Temporal may be ended by anybody.
   */
  public boolean holdsBack() {
    return switch (this) {
      case PAUSE, SKIP, CANCEL -> true;
      case RESUME, APPROVE, APPROVE_STEP, RETRY, CHECK_NOW, UNDO -> false;
    };
  }
}
