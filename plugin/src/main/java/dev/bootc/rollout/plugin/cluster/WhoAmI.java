package dev.bootc.rollout.plugin.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Asks the API server, as {@code kubectl auth whoami} does. */
final class WhoAmI {
  private static final String PATH = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final Map<String, String> QUESTION =
      Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview");

  private WhoAmI() {}

  /** Empty where it does not say: nothing depends on it but a name. */
  static Optional<String> ask(KubernetesClient client) {
    try {
      String answer = client.raw(PATH, "POST", QUESTION);
      JsonNode name = new ObjectMapper().readTree(answer).at("/status/userInfo/username");
      return Optional.of(name.asText()).filter(text -> !text.isBlank());
    } catch (KubernetesClientException | IOException notSaid) {
      return Optional.empty();
    }
  }
}
