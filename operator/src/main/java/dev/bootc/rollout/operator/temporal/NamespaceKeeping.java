package dev.bootc.rollout.operator.temporal;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a namespace of our own: makes it where it is missing, and has it keep finished rollouts as
 * long as was said, also after the server lost everything. One that belongs to others is left as it
 * is.
 */
final class NamespaceKeeping {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceKeeping.class);

  private final WorkflowServiceStubs stubs;
  private final String namespace;
  private final Optional<Duration> retention;

  /**
   * @param retention of a namespace of our own; empty for one of others
   */
  NamespaceKeeping(
      WorkflowServiceStubs stubs, String namespace, Optional<java.time.Duration> retention) {
    this.stubs = stubs;
    this.namespace = namespace;
    this.retention = retention.map(time -> Durations.fromSeconds(time.toSeconds()));
  }

  /**
   * @return what the namespace is like
   * @throws StatusRuntimeException where Temporal does not answer, or has no such namespace
   */
  NamespaceConfig look() {
    try {
      return stubs
          .blockingStub()
          .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build())
          .getConfig();
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() == Status.Code.NOT_FOUND) {
        retention.ifPresent(this::create);
      }
      throw refused;
    }
  }

  /** It takes the server some seconds to find what it was told to make. */
  private void create(Duration wanted) {
    var _ =
        stubs
            .blockingStub()
            .registerNamespace(
                RegisterNamespaceRequest.newBuilder()
                    .setNamespace(namespace)
                    .setWorkflowExecutionRetentionPeriod(wanted)
                    .build());
    LOG.atInfo().addKeyValue("namespace", namespace).log("namespace made");
  }

  /** Has it keep finished rollouts for as long as was said, if anything was. */
  void keep(NamespaceConfig seen) {
    retention
        .filter(wanted -> !wanted.equals(seen.getWorkflowExecutionRetentionTtl()))
        .ifPresent(this::change);
  }

  private void change(Duration wanted) {
    var _ =
        stubs
            .blockingStub()
            .updateNamespace(
                UpdateNamespaceRequest.newBuilder()
                    .setNamespace(namespace)
                    .setConfig(
                        NamespaceConfig.newBuilder().setWorkflowExecutionRetentionTtl(wanted))
                    .build());
    LOG.atInfo()
        .addKeyValue("namespace", namespace)
        .addKeyValue("hours", Durations.toHours(wanted))
        .log("finished rollouts are kept for as long as was said");
  }
}
