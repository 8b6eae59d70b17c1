package dev.bootc.rollout.testkit.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.testkit.kubelet.ApiWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one BootcNode's status, in order and only where it changed. A write that failed is
 * forgotten and the node is made to look again, so that it reports what is true then.
 */
final class StatusReport {
  private static final Logger LOG = LoggerFactory.getLogger(StatusReport.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  private final String name;
  private final ApiWriter api;
  private final FleetLoop loop;
  private final Runnable lookAgain;
  private final Clock clock = Clock.systemUTC();
  private BootcNodeStatus last = BootcNodeStatus.EMPTY;
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  StatusReport(String name, ApiWriter api, FleetLoop loop, Runnable lookAgain) {
    this.name = name;
    this.api = api;
    this.loop = loop;
    this.lookAgain = lookAgain;
  }

  /** The object is another one of the same name: nothing has been reported on it. */
  void beginAnew() {
    last = BootcNodeStatus.EMPTY;
  }

  CompletableFuture<Void> idle(BootcNode node, NodeImages images) {
    return write(
        node, images, NodeConditions.REASON_IDLE, "the booted image is the desired one", "");
  }

  CompletableFuture<Void> staging(BootcNode node, NodeImages images) {
    return write(
        node, images, NodeConditions.STAGING, "staging " + node.getSpec().desiredImage(), "");
  }

  CompletableFuture<Void> staged(BootcNode node, NodeImages images) {
    return write(node, images, NodeConditions.STAGED, "waiting for the approval to reboot", "");
  }

  CompletableFuture<Void> passedOver(BootcNode node, NodeImages images) {
    String message = "waiting for the approval to reboot; " + NodeConditions.PASSED_OVER;
    return write(node, images, NodeConditions.STAGED, message, "");
  }

  CompletableFuture<Void> rebooting(BootcNode node, NodeImages images) {
    return write(node, images, NodeConditions.REBOOTING, "rebooting into the staged image", "");
  }

  CompletableFuture<Void> degraded(BootcNode node, NodeImages images, String error) {
    String reason = images.staged() == null ? NodeConditions.STAGING : NodeConditions.STAGED;
    return write(node, images, reason, "waiting for the error to be mended", error);
  }

  private CompletableFuture<Void> write(
      BootcNode node, NodeImages images, String reason, String message, String error) {
    BootcNodeStatus status = status(node, images, reason, message, error);
    if (status.equals(last)) {
      return written;
    }
    last = status;
    String body = body(status);
    CompletableFuture<Void> write =
        written.thenCompose(_ ->
            api.mergePatch("/apis/node.bootc.dev/v1alpha1/bootcnodes/" + name + "/status", body)
                .thenAccept(_ -> {}));
    // The next write must not fail because this one did.
    written = write.exceptionally(this::failed);
    return write;
  }

  private Void failed(Throwable failure) {
    LOG.atDebug()
        .addKeyValue("node", name)
        .setCause(failure)
        .log("the status was not taken, trying again");
    loop.after(
        TRY_AGAIN,
        () -> {
          beginAnew();
          lookAgain.run();
        });
    return null;
  }

  private BootcNodeStatus status(
      BootcNode node, NodeImages images, String reason, String message, String error) {
    Instant now = clock.instant();
    Long generation = node.getMetadata().getGeneration();
    boolean degraded = !error.isEmpty();
    return new BootcNodeStatus(
        generation,
        images.bootedInfo(),
        images.stagedInfo(),
        images.rollbackInfo(),
        List.of(
            Condition.of(
                last.conditions(),
                NodeConditions.IDLE,
                reason.equals(NodeConditions.REASON_IDLE),
                reason,
                message,
                generation,
                now),
            Condition.of(
                last.conditions(),
                NodeConditions.DEGRADED,
                degraded,
                degraded ? NodeConditions.ERROR : NodeConditions.HEALTHY,
                error,
                generation,
                now)));
  }

  /** A merge patch takes away only what it names. */
  private static String body(BootcNodeStatus status) {
    ObjectNode content = JSON.valueToTree(status);
    for (String image : List.of("staged", "rollback")) {
      if (!content.has(image)) {
        content.putNull(image);
      }
    }
    return JSON.createObjectNode().set("status", content).toString();
  }
}
