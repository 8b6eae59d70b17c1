package dev.bootc.rollout.agent.bootc;

/** What a status document is good for. */
public sealed interface BootcStatus {

  /** The host booted a bootc image. */
  record Usable(HostImages images) implements BootcStatus {}

  /** The document is well formed and names no booted image. */
  record NotBooted(String message) implements BootcStatus {}

  /** It is no document, or one that cannot be understood. */
  record Unreadable(String message) implements BootcStatus {}
}
