package dev.bootc.rollout.testkit.servers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/** Real tokens of existing service accounts, which outlive any test. */
record ServiceAccountTokens(KubernetesClient client, ApiServer apiServer) {

  private static final Duration LIFETIME = Duration.ofDays(1);

  Kubeconfig unbound(String namespace, String account) {
    return identity(namespace, account, request());
  }

  Kubeconfig onNode(String namespace, String account, String nodeName) {
    String uid = client.nodes().withName(nodeName).require().getMetadata().getUid();
    return identity(namespace, account, boundTo("Node", nodeName, uid));
  }

  Kubeconfig ofPod(String namespace, String podName) {
    Pod pod = client.pods().inNamespace(namespace).withName(podName).require();
    String account = pod.getSpec().getServiceAccountName();
    return identity(namespace, account, boundTo("Pod", podName, pod.getMetadata().getUid()));
  }

  private Kubeconfig identity(String namespace, String account, TokenRequest request) {
    TokenRequest answer =
        client.serviceAccounts().inNamespace(namespace).withName(account).tokenRequest(request);
    return apiServer.identity(namespace + "/" + account, answer.getStatus().getToken());
  }

  private static TokenRequest boundTo(String kind, String name, String uid) {
    return new TokenRequestBuilder(request())
        .editSpec()
        .withNewBoundObjectRef("v1", kind, name, uid)
        .endSpec()
        .build();
  }

  private static TokenRequest request() {
    return new TokenRequestBuilder()
        .withNewSpec()
        .withExpirationSeconds(LIFETIME.toSeconds())
        .endSpec()
        .build();
  }
}
