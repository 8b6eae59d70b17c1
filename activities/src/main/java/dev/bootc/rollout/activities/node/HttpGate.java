package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.HttpGateSpec;
import dev.bootc.rollout.workflows.node.GateAnswer;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;

/** Whether an address answers that all is well. */
final class HttpGate {
  private static final int GOOD = 200;
  private static final int NOT_GOOD_ANY_MORE = 300;

  private final GateWire wire;

  HttpGate(GateWire wire) {
    this.wire = wire;
  }

  /**
   * @throws IOException where there is no answer: of an address that does not answer nobody knows
   *     what it would say
   */
  GateAnswer ask(HttpGateSpec gate, Node node) throws IOException {
    String url = GateWire.filled(gate.url(), node);
    int status = wire.get(url).statusCode();
    return status >= GOOD && status < NOT_GOOD_ANY_MORE
        ? new GateAnswer.Passes()
        : new GateAnswer.SaysNo("the answer is " + status + " from " + GateWire.shown(url));
  }
}
