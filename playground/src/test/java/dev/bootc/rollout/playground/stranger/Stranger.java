package dev.bootc.rollout.playground.stranger;

import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.playground.runs.PatientStubs;
import dev.bootc.rollout.testkit.binaries.Server;
import dev.bootc.rollout.testkit.binaries.ServerBinaries;
import dev.bootc.rollout.workflows.node.NodeAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import dev.bootc.rollout.workflows.node.NodeUpdateInput;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.Orders;
import dev.bootc.rollout.workflows.plan.Plan;
import dev.bootc.rollout.workflows.plan.Report;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.pool.PoolRolloutInput;
import io.grpc.StatusRuntimeException;
import io.temporal.activity.Activity;
import io.temporal.activity.DynamicActivity;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.converter.EncodedValues;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody who has no rights at all but to reach Temporal's port, and knows how we are made. */
public final class Stranger implements AutoCloseable {
  private static final String QUEUE = "bootc-rollout";
  private static final String NAMESPACE = "default";

  private final String server;
  private final WorkflowServiceStubs temporal;
  private final WorkflowClient client;
  private final CountDownLatch over = new CountDownLatch(1);
  private @Nullable WorkerFactory rogue;

  /** A pool that is to be harmed. */
  public record Victim(String name, String uid) {}

  public Stranger(String server) {
    this.server = server;
    temporal = PatientStubs.of(server);
    client =
        WorkflowClient.newInstance(
            temporal, WorkflowClientOptions.newBuilder().setIdentity("1@stranger").build());
  }

  /** Under the ID that it should have, or under another. */
  public void startsNodeUpdate(Victim pool, String node, String suffix, String image) {
    NodeRef ref = new NodeRef(pool.name(), pool.uid(), node);
    boolean _ =
        startUnlessItRuns(
            "NodeUpdate",
            "rollout/" + pool.name() + "/" + node + suffix,
            new NodeUpdateInput(ref, image));
  }

  public void startsRollout(Victim pool, String image) {
    RolloutTarget target =
        new RolloutTarget(
            pool.name(), pool.uid(), 1, image, MaxUnavailable.parse("100%"), null, null);
    boolean _ =
        startUnlessItRuns(
            "PoolRollout", "mine/" + pool.name(), new PoolRolloutInput(target, null, null));
  }

  /** Under the ID of the pool's own, for another pool of that name. */
  public void startsRolloutInPlaceOf(Victim pool, String anotherUid, String image) {
    RolloutTarget target =
        new RolloutTarget(pool.name(), anotherUid, 1, image, MaxUnavailable.ONE, null, null);
    startOnceItsPlaceIsFree(pool, new PoolRolloutInput(target, null, null));
  }

  /** Under the ID of the pool's own, and every worker fails at it. */
  public void startsWhatNoWorkerUnderstands(Victim pool) {
    startOnceItsPlaceIsFree(pool, "no input of a rollout");
  }

  /** Lists of workflows are late: a genuine one may be open that none shows yet, or any more. */
  private void startOnceItsPlaceIsFree(Victim pool, Object input) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> startUnlessItRuns("PoolRollout", "rollout/" + pool.name(), input));
  }

  private boolean startUnlessItRuns(String type, String id, Object input) {
    try {
      client
          .newUntypedWorkflowStub(
              type, WorkflowOptions.newBuilder().setWorkflowId(id).setTaskQueue(QUEUE).build())
          .start(input);
      return true;
    } catch (WorkflowExecutionAlreadyStarted runsAlready) {
      return false;
    }
  }

  /** By workflow updates: all that would let nodes go sooner. */
  public void saysWhatLetsNodesGo(Victim pool, String node, String digest) {
    says(pool, "resume");
    says(pool, "approve", digest);
    says(pool, "approveStep", "1");
    says(pool, "retry", node);
    says(pool, "checkNow");
  }

  private void says(Victim pool, String verb, String... inputs) {
    try {
      client
          .newUntypedWorkflowStub("rollout/" + pool.name())
          .update(verb, Object.class, (Object[]) inputs);
    } catch (WorkflowException refused) {
      // The test looks at the nodes.
      return;
    }
  }

  /** As activities without a workflow. */
  public void callsSteps(Victim pool, String node, String image) {
    String ref =
        "{\"pool\":\"%s\",\"poolUid\":\"%s\",\"node\":\"%s\"}"
            .formatted(pool.name(), pool.uid(), node);
    command("NodeTakeSlot", ref, "\"" + image + "\"");
    command("NodeApproveReboot", ref);
  }

  private void command(String activity, String... inputs) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            ServerBinaries.ofThisMachine().binary(Server.TEMPORAL).toString(),
            "activity",
            "start",
            "--address",
            server,
            "--task-queue",
            QUEUE,
            "--start-to-close-timeout",
            "20s",
            "--activity-id",
            activity,
            "--type",
            activity));
    for (String input : inputs) {
      command.add("--input");
      command.add(input);
    }
    try {
      Path log = Path.of("target", "e2e", "stranger.log");
      Files.createDirectories(log.getParent());
      boolean _ =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start()
              .waitFor(30, TimeUnit.SECONDS);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Says that every node is to be started. */
  public void answersThePlan(Victim pool, List<String> nodes) {
    Report.Counts counts = new Report.Counts(nodes.size(), 0, 0, nodes.size(), 0, 0);
    Report report =
        new Report(
            RolloutPhase.ROLLING,
            counts,
            "forged",
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            null);
    answer(
        "rollout/" + pool.name(),
        "PoolAwaitPlan",
        new Plan(new Orders(0, nodes, List.of(), List.of()), report));
  }

  public void answersDrains(Victim pool, List<String> nodes) {
    for (String node : nodes) {
      answer(
          "rollout/" + pool.name() + "/" + node,
          "NodeDrain",
          new NodeAnswer.Drain(NodeAnswer.Drain.Outcome.DRAINED, "", "forged"));
    }
  }

  /** What is tried again goes to whoever asks for work first. */
  private void failsThePlan(Victim pool) {
    String workflowId = "rollout/" + pool.name();
    for (PendingActivityInfo pending : pending(workflowId)) {
      try {
        client
            .newActivityCompletionClient()
            .completeExceptionally(
                workflowId,
                Optional.empty(),
                pending.getActivityId(),
                new IllegalStateException("forged"));
      } catch (ActivityCompletionException notUnderWay) {
        // It waits to be taken.
        return;
      }
    }
  }

  private void answer(String workflowId, String activity, Object answer) {
    for (PendingActivityInfo pending : pending(workflowId)) {
      if (pending.getActivityType().getName().equals(activity)) {
        try {
          client
              .newActivityCompletionClient()
              .complete(workflowId, Optional.empty(), pending.getActivityId(), answer);
        } catch (ActivityCompletionException answeredMeanwhile) {
          // By whom it should be.
          return;
        }
      }
    }
  }

  private List<PendingActivityInfo> pending(String workflowId) {
    try {
      return temporal
          .blockingStub()
          .describeWorkflowExecution(
              DescribeWorkflowExecutionRequest.newBuilder()
                  .setNamespace(NAMESPACE)
                  .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                  .build())
          .getPendingActivitiesList();
    } catch (StatusRuntimeException noneOfThatId) {
      return List.of();
    }
  }

  /** Takes whatever activity comes, until it has the plan of that pool, and does nothing. */
  public void sitsOnPlansOf(Victim pool) {
    WorkerFactory factory = WorkerFactory.newInstance(client);
    factory.newWorker(QUEUE).registerActivitiesImplementations((DynamicActivity) this::sit);
    rogue = factory;
    factory.start();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> {
          boolean mine =
              pending("rollout/" + pool.name()).stream()
                  .anyMatch(plan -> plan.getLastWorkerIdentity().equals("1@stranger"));
          if (!mine) {
            failsThePlan(pool);
          }
          return mine;
        });
  }

  private @Nullable Object sit(EncodedValues input) {
    try {
      while (!over.await(1, TimeUnit.SECONDS)) {
        Activity.getExecutionContext().heartbeat("sits");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("sat long enough");
  }

  @Override
  public void close() {
    over.countDown();
    if (rogue != null) {
      rogue.shutdownNow();
    }
    temporal.shutdownNow();
  }
}
