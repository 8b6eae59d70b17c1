package dev.bootc.rollout.agent.host;

import java.io.IOException;

/** The host's files cannot be read from here, so nothing can be said of it, nor done to it. */
public final class HostUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HostUnreadable(IOException refusal) {
    super(
        "the host cannot be read (%s): run the agent privileged and with hostPID, as the chart does, or correct --host-root"
            .formatted(refusal),
        refusal);
  }
}
