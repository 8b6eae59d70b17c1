package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.workflows.node.GateAnswer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Asks gates about nodes. What cannot be asked is an answer, too: never a pass. */
public final class GateQuestions {
  private static final int LONGEST = 200;

  private final DaemonSetGate daemonSets;

  public GateQuestions(KubernetesClient client) {
    this.daemonSets = new DaemonSetGate(client);
  }

  GateAnswer ask(GateSpec gate, String node) {
    DaemonSetGateSpec asked = gate.daemonSets();
    if (asked == null) {
      return new GateAnswer.CannotBeAsked(
          "it asks for nothing that this version knows: update the operator, or the gate");
    }
    try {
      return daemonSets.ask(asked, node);
    } catch (KubernetesClientException failed) {
      return new GateAnswer.CannotBeAsked(text(failed));
    }
  }

  private static String text(KubernetesClientException failed) {
    String said = ForeignText.line(failed.getMessage(), LONGEST);
    return failed.getCode() == HttpURLConnection.HTTP_FORBIDDEN
        ? "the operator may not look, update the chart: " + said
        : "the API server does not answer it: " + said;
  }
}
