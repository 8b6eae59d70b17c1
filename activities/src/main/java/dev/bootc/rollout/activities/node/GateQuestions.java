package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.CelGateSpec;
import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.api.ForeignText;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.HttpGateSpec;
import dev.bootc.rollout.api.PrometheusGateSpec;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.node.NodeRef;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.util.Objects;

/** Asks gates about nodes. What cannot be asked is an answer, too: never a pass. */
public final class GateQuestions {
  private static final int LONGEST = 200;

  private final KubernetesClient client;
  private final DaemonSetGate daemonSets;
  private final CelGate expressions;
  private final HttpGate addresses;
  private final PrometheusGate queries;

  public GateQuestions(KubernetesClient client) {
    GateWire wire = new GateWire();
    this.client = client;
    this.daemonSets = new DaemonSetGate(client);
    this.expressions = new CelGate(client);
    this.addresses = new HttpGate(wire);
    this.queries = new PrometheusGate(wire);
  }

  GateAnswer ask(GateSpec gate, NodeRef ref) {
    try {
      Node node = client.nodes().withName(ref.node()).get();
      return node == null
          ? new GateAnswer.SaysNo("there is no Node " + ref.node())
          : answer(gate, ref, node);
    } catch (KubernetesClientException failed) {
      return new GateAnswer.CannotBeAsked(text(failed));
    } catch (InterruptedIOException stopping) {
      throw new IllegalStateException(stopping);
    } catch (IOException noAnswer) {
      return new GateAnswer.CannotBeAsked(
          Objects.requireNonNullElse(noAnswer.getMessage(), "no answer"));
    }
  }

  private GateAnswer answer(GateSpec gate, NodeRef ref, Node node) throws IOException {
    DaemonSetGateSpec sets = gate.daemonSets();
    CelGateSpec expression = gate.cel();
    HttpGateSpec address = gate.http();
    PrometheusGateSpec query = gate.prometheus();
    if (sets != null) {
      return daemonSets.ask(sets, node);
    }
    if (expression != null) {
      return expressions.ask(expression, ref, node);
    }
    if (address != null) {
      return addresses.ask(address, node);
    }
    if (query != null) {
      return queries.ask(query, node);
    }
    return new GateAnswer.CannotBeAsked(
        "it asks for nothing that this version knows: update the operator, or the gate");
  }

  private static String text(KubernetesClientException failed) {
    String message =
        failed.getStatus() == null ? failed.getMessage() : failed.getStatus().getMessage();
    String said = ForeignText.line(message, LONGEST);
    return failed.getCode() == HttpURLConnection.HTTP_FORBIDDEN
        ? "the operator may not look, give it the right: " + said
        : "the API server does not answer it: " + said;
  }
}
