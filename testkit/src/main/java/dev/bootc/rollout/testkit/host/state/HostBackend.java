package dev.bootc.rollout.testkit.host.state;

/** How a host stores its images. */
public enum HostBackend {
  OSTREE,
  /** Takes no lock, touches no marks, and reports no type of host. */
  COMPOSEFS
}
