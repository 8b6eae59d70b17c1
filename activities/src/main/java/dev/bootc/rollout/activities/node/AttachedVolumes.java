package dev.bootc.rollout.activities.node;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;

/** Volumes that are attached to nodes, or about to be detached from them. */
final class AttachedVolumes {
  /** Of the API server's cache, which costs etcd nothing; a look comes after a look. */
  private static final String AS_CACHED = "0";

  private final KubernetesClient client;

  AttachedVolumes(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Names of those on the node: of their PersistentVolumes where they have one. Where the operator
   * may not look that stands in their place: nobody knows, and the wait has its end.
   */
  List<String> on(String node) {
    try {
      return listed(node);
    } catch (KubernetesClientException refused) {
      if (refused.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw refused;
      }
      return List.of("which the operator may not list, update the chart");
    }
  }

  private List<String> listed(String node) {
    return client
        .storage()
        .v1()
        .volumeAttachments()
        .list(new ListOptionsBuilder().withResourceVersion(AS_CACHED).build())
        .getItems()
        .stream()
        .filter(attachment -> node.equals(attachment.getSpec().getNodeName()))
        .map(AttachedVolumes::name)
        .sorted()
        .toList();
  }

  private static String name(VolumeAttachment attachment) {
    return Objects.requireNonNullElse(
        attachment.getSpec().getSource().getPersistentVolumeName(),
        attachment.getMetadata().getName());
  }
}
