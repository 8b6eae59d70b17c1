package dev.bootc.rollout.playground.runs;

import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;

/**
 * For whoever looks at Temporal beside the operator. The first call of a JVM loads the protocol's
 * classes and asks the server what it can do: where many servers start at once, that takes longer
 * than the SDK's five seconds for it, and the call fails.
 */
public final class PatientStubs {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private PatientStubs() {}

  public static WorkflowServiceStubs of(String server) {
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(server)
            .setSystemInfoTimeout(PATIENCE)
            .setRpcTimeout(PATIENCE)
            .build());
  }
}
