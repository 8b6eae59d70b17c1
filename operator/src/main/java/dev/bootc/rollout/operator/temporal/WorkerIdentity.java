package dev.bootc.rollout.operator.temporal;

import java.lang.management.ManagementFactory;

/**
 * Under which name the operator is known to Temporal. A caller chooses its own, so another may call
 * itself the same: it proves nothing, but tells who works by mistake or without trying to hide.
 */
public final class WorkerIdentity {
  private static final String OPERATOR = "/bootc-rollout-operator";

  private WorkerIdentity() {}

  /** That of this process: process ID and host, as Temporal's own default, and what it is. */
  static String own() {
    return ManagementFactory.getRuntimeMXBean().getName() + OPERATOR;
  }

  /** Whether a worker calls itself an operator. */
  public static boolean isOurs(String identity) {
    return identity.endsWith(OPERATOR);
  }
}
