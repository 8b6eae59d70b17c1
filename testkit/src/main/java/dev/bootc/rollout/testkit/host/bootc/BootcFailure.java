package dev.bootc.rollout.testkit.host.bootc;

/** What bootc prints after {@code error:} before it exits with 1. */
final class BootcFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BootcFailure(String chain) {
    super(chain);
  }
}
