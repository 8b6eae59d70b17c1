package dev.bootc.rollout.plugin.exit;

/**
 * What ends the process before it has done what was asked for: one line with the mend, and a code.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public Problem(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  public ExitCode code() {
    return code;
  }
}
