package dev.bootc.rollout.agent.node;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the API server has and an open watch did not tell. It counts until the watch tells more than
 * it had told by then: so an approval is not missed, nor one that was taken back.
 */
final class MissedNews {
  private volatile @Nullable Found found;

  /**
   * @param told by the watch at that time
   * @param found at the API server; empty where there is no object
   */
  private record Found(String told, Optional<GenericKubernetesResource> found) {}

  /** What is known, where the watch has told that. */
  Optional<GenericKubernetesResource> or(Optional<GenericKubernetesResource> told) {
    Found news = found;
    return news != null && news.told().equals(version(told)) ? news.found() : told;
  }

  /**
   * Compares both.
   *
   * @return whether they ask for different things
   */
  boolean differ(
      Optional<GenericKubernetesResource> told, Optional<GenericKubernetesResource> asked) {
    boolean differ = !asks(asked).equals(asks(told));
    found = differ ? new Found(version(told), asked) : null;
    return differ;
  }

  private static String version(Optional<GenericKubernetesResource> node) {
    return node.map(
            found -> found.getMetadata().getUid() + " " + found.getMetadata().getResourceVersion())
        .orElse("");
  }

  private static String asks(Optional<GenericKubernetesResource> node) {
    return node.map(
            found -> found.getMetadata().getUid() + " " + found.getMetadata().getGeneration())
        .orElse("");
  }
}
