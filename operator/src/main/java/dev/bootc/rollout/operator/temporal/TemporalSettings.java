package dev.bootc.rollout.operator.temporal;

import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/** Where Temporal is and who we are there, from the standard {@code TEMPORAL_*} variables. */
public final class TemporalSettings {
  private static final String DEFAULT_ADDRESS = "127.0.0.1:7233";
  private static final String DEFAULT_NAMESPACE = "default";

  private final WorkflowServiceStubsOptions stubs;
  private final String namespace;

  private TemporalSettings(WorkflowServiceStubsOptions stubs, String namespace) {
    this.stubs = stubs;
    this.namespace = namespace;
  }

  /**
   * Reads the variables as every Temporal client does.
   *
   * @throws IllegalArgumentException for what cannot be used, with the reason
   */
  public static TemporalSettings of(Map<String, String> environment) {
    try {
      ClientConfigProfile profile =
          ClientConfigProfile.load(
              LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment).build());
      return new TemporalSettings(
          WorkflowServiceStubsOptions.newBuilder(profile.toWorkflowServiceStubsOptions())
              .setTarget(Objects.requireNonNullElse(profile.getAddress(), DEFAULT_ADDRESS))
              .build(),
          Objects.requireNonNullElse(profile.getNamespace(), DEFAULT_NAMESPACE));
    } catch (IOException | RuntimeException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
  }

  public String address() {
    return stubs.getTarget();
  }

  public String namespace() {
    return namespace;
  }

  /** Our calls are small, and compressing them costs both sides more than sending them. */
  WorkflowServiceStubsOptions.Builder stubs() {
    return WorkflowServiceStubsOptions.newBuilder(stubs).setGrpcCompression(GrpcCompression.NONE);
  }

  WorkflowClientOptions.Builder client() {
    return WorkflowClientOptions.newBuilder()
        .setNamespace(namespace)
        .setIdentity(WorkerIdentity.own());
  }
}
