package dev.bootc.rollout.activities.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.api.PrometheusGateSpec;
import dev.bootc.rollout.api.PrometheusGateSpec.Result;
import dev.bootc.rollout.workflows.node.GateAnswer;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Whether a query finds something, by the HTTP API of Prometheus. */
final class PrometheusGate {
  private final GateWire wire;
  private final ObjectMapper json = new ObjectMapper();

  PrometheusGate(GateWire wire) {
    this.wire = wire;
  }

  /**
   * @throws IOException where there is no answer that can be understood
   */
  GateAnswer ask(PrometheusGateSpec gate, Node node) throws IOException {
    String query = GateWire.filled(gate.query(), node);
    HttpResponse<String> response =
        wire.get(
            GateWire.filled(gate.address(), node).replaceFirst("/+$", "")
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    JsonNode answer = read(response);
    if (!"success".equals(answer.path("status").asText())) {
      throw new IOException(
          "Prometheus answers " + response.statusCode() + ": " + answer.path("error").asText());
    }
    if (!answer.path("warnings").isEmpty()) {
      throw new IOException(
          "Prometheus answers in part: " + answer.path("warnings").get(0).asText());
    }
    if (!"vector".equals(answer.path("data").path("resultType").asText())) {
      throw new IOException(
          "the query is a "
              + answer.path("data").path("resultType").asText()
              + ": ask for series, as in vector(1) == 1");
    }
    JsonNode found = answer.path("data").path("result");
    if (!found.isArray()) {
      throw new IOException("Prometheus answers without a result");
    }
    return judged(gate, found);
  }

  private JsonNode read(HttpResponse<String> response) throws IOException {
    try {
      return json.readTree(response.body());
    } catch (JsonProcessingException notPrometheus) {
      throw new IOException(
          "answers " + response.statusCode() + " with what Prometheus does not say", notPrometheus);
    }
  }

  private static GateAnswer judged(PrometheusGateSpec gate, JsonNode found) {
    if (found.isEmpty() == (gate.wanted() == Result.EMPTY)) {
      return new GateAnswer.Passes();
    }
    return new GateAnswer.SaysNo(
        found.isEmpty() ? "its query finds nothing" : "its query finds " + named(found));
  }

  /** How many series, and what the first is about. */
  private static String named(JsonNode found) {
    return found.size() + ", first " + found.get(0).path("metric");
  }
}
