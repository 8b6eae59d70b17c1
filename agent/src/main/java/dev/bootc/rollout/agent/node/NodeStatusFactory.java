package dev.bootc.rollout.agent.node;

import dev.bootc.rollout.agent.plan.Report;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.NodeConditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a report into the status of the wire contract. */
final class NodeStatusFactory {
  private static final int LONGEST_MESSAGE = 3000;

  private NodeStatusFactory() {}

  /**
   * The status after {@code report}. Transition times move only where a condition's status does;
   * conditions of other types are kept.
   */
  static BootcNodeStatus status(
      BootcNodeStatus previous, Report report, @Nullable Long generation, Instant now) {
    List<Condition> before = previous.conditions();
    boolean idle = report.phase() == Report.Phase.IDLE;
    List<Condition> conditions = new ArrayList<>();
    // An error comes first: kubectl's column MESSAGE shows the first condition that is not Healthy.
    conditions.add(
        Condition.of(
            before,
            NodeConditions.DEGRADED,
            report.error().isPresent(),
            report.error().isPresent() ? NodeConditions.ERROR : NodeConditions.HEALTHY,
            shown(report.error().orElse("")),
            generation,
            now));
    conditions.add(
        Condition.of(
            before,
            NodeConditions.IDLE,
            idle,
            reason(report.phase()),
            shown(report.message()),
            generation,
            now));
    before.stream().filter(NodeStatusFactory::isForeign).forEach(conditions::add);
    Report.Images images =
        report
            .images()
            .orElseGet(
                () -> new Report.Images(previous.booted(), previous.staged(), previous.rollback()));
    return new BootcNodeStatus(
        generation, images.booted(), images.staged(), images.rollback(), conditions);
  }

  private static String shown(String text) {
    return ForeignText.line(text, LONGEST_MESSAGE);
  }

  private static boolean isForeign(Condition condition) {
    return !condition.type().equals(NodeConditions.IDLE)
        && !condition.type().equals(NodeConditions.DEGRADED);
  }

  private static String reason(Report.Phase phase) {
    return switch (phase) {
      case IDLE -> NodeConditions.REASON_IDLE;
      case STAGING -> NodeConditions.STAGING;
      case STAGED -> NodeConditions.STAGED;
      case REBOOTING -> NodeConditions.REBOOTING;
    };
  }
}
