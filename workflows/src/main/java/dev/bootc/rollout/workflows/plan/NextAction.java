package dev.bootc.rollout.workflows.plan;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.Resumption;

/**
 * The command that shows more of what is in the way, or mends it. Names of objects are those of
 * Kubernetes, so they need no quoting.
 */
public final class NextAction {
  private static final String PRODUCT = "app.kubernetes.io/part-of=bootc-rollout";
  private static final String COMPONENT = PRODUCT + ",app.kubernetes.io/component=";

  private static final String ADMISSION =
      "kubectl get validatingadmissionpolicies,validatingwebhookconfigurations,"
          + "mutatingwebhookconfigurations";

  private NextAction() {}

  /** The usual one for a kind. */
  public static String of(Kind kind, Thing object, String pool) {
    return switch (kind) {
      case INVALID_SPEC, STEP_TOO_LARGE -> "kubectl edit bnp " + pool;
      case CANCELLED -> Resumption.command(pool);
      case TAG_NOT_RESOLVED -> askNow(pool);
      case ROLLED_BACK -> field(pool, "status.undone");
      case TEMPORAL_UNAVAILABLE -> "temporal operator cluster health";
      case NOBODY_PLANS -> "kubectl get pods -A -l " + COMPONENT + "operator";
      case WORKFLOW_STUCK -> "temporal workflow describe --workflow-id " + object.name();
      case SPEC_NOT_TAKEN -> "kubectl get bnp " + pool + " -o yaml";
      case PAUSED -> resumeByField(pool);
      case DEPENDS_IN_VAIN, DEPENDS_ON -> "kubectl get bnp";
      case WAITING_FOR_APPROVAL, SOAKING -> field(pool, "status.rollout.message");
      case WAITING_FOR_AGE -> field(pool, "spec.image");
      case WAITING_FOR_WINDOW -> field(pool, "spec.rollout.windows");
      case DRAIN_BLOCKED, PREFLIGHT_FAILED, OWN_BRAIN_LAST -> describePodOrNode(object);
      case CLUSTER_CAP -> cap(object);
      case SECRET_MISSING -> describeSecret(object);
      case AGENT_SILENT -> agentOn(object.name());
      case WRITE_REFUSED, MEMBER_REFUSED -> ADMISSION;
      case CONFLICT ->
          "kubectl get bnp -o custom-columns=POOL:.metadata.name,SELECTOR:.spec.nodeSelector";
      case GATE_FAILED, GATE_ERROR -> answerOfGate(object.name(), BootcApi.GATE, pool);
      case HALTED,
          NODE_NOT_BACK,
          NODE_FAILED,
          REGISTRY_UNAVAILABLE,
          STAGING_FAILED,
          NODE_NOT_READY,
          BUDGET,
          CONTROL_PLANE_TURN,
          FOREIGN_REBOOT ->
          describe(object);
    };
  }

  private static String field(String pool, String name) {
    return "kubectl get bnp " + pool + " -o jsonpath='{." + name + "}'";
  }

  private static String cap(Thing object) {
    return object.kind().equals("Node")
        ? describe(object)
        : "kubectl get deployments -A -l " + COMPONENT + "operator -o yaml";
  }

  static String resumeByField(String pool) {
    return patch(pool, "{\"spec\":{\"rollout\":{\"paused\":false}}}");
  }

  /** The workflow's ID has a prefix that only the pool's status knows. */
  static String resumeBySignal(String pool) {
    return "temporal workflow signal --name resume --workflow-id \"$(kubectl get bnp "
        + pool
        + " -o jsonpath='{.status.rollout.workflowId}')\"";
  }

  static String allowOne(String pool) {
    return patch(pool, "{\"spec\":{\"rollout\":{\"maxUnavailable\":1}}}");
  }

  static String applyByAnyReboot(String pool) {
    return patch(pool, "{\"spec\":{\"disruption\":{\"stagedImage\":\"AppliedByAnyReboot\"}}}");
  }

  static String uncordon(String node) {
    return "kubectl uncordon " + node;
  }

  /** Once its cause is mended. */
  static String tryAgain(String node) {
    return "kubectl annotate bn " + node + " " + BootcApi.VERDICT + "-";
  }

  /** Of a gate that keeps a node from taking its slot. */
  static String gateBefore(String node, String pool) {
    return answerOfGate(node, BootcApi.PREFLIGHT, pool);
  }

  /**
   * What it answered, in full, and what the gates of the pool ask for: right for each of their
   * kinds. Not by its name, which whoever writes annotations may have made up.
   */
  private static String answerOfGate(String node, String annotation, String pool) {
    String path = "{.metadata.annotations." + annotation.replace(".", "\\.") + "}";
    return "kubectl get bn %s -o jsonpath='%s{\"\\n\"}' && %s"
        .formatted(node, path, field(pool, "spec.rollout.gates"));
  }

  private static String askNow(String pool) {
    return "kubectl annotate bnp " + pool + " " + BootcApi.CHECK_NOW + "=\"$(date)\" --overwrite";
  }

  private static String agentOn(String node) {
    return "kubectl get pods -A -o wide -l "
        + COMPONENT
        + "agent --field-selector spec.nodeName="
        + node;
  }

  private static String patch(String pool, String what) {
    return "kubectl patch bnp " + pool + " --type merge -p '" + what + "'";
  }

  private static String describe(Thing node) {
    return "kubectl describe node/" + node.name() + " bn/" + node.name();
  }

  private static String describeSecret(Thing secret) {
    return "kubectl -n " + secret.namespace() + " describe secret " + secret.name();
  }

  private static String describePodOrNode(Thing object) {
    return object.kind().equals("Pod") ? describePod(object) : describe(object);
  }

  private static String describePod(Thing pod) {
    return "kubectl -n %s get pdb && kubectl -n %s describe pod %s"
        .formatted(pod.namespace(), pod.namespace(), pod.name());
  }
}
