package dev.bootc.rollout.agent.plan;

/** Whose credentials bootc finds below {@code /run} on the host. */
public enum CredentialsOnHost {
  ABSENT,
  /** The file is as the agent wrote it in this boot. */
  OURS,
  /** Somebody else wrote or changed the file: it is left alone. */
  FOREIGN
}
