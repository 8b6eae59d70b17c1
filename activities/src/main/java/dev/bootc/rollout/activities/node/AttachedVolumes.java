package dev.bootc.rollout.activities.node;

import dev.bootc.rollout.api.ForeignText;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Volumes that are attached to nodes, or about to be detached from them. All drains share a look:
 * it is at the whole cluster.
 */
final class AttachedVolumes {
  /** Of the API server's cache, which costs etcd nothing; a look comes after a look. */
  private static final String AS_CACHED = "0";

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
  private static final int LONGEST = 200;

  private final Supplier<List<VolumeAttachment>> listing;
  private final LongSupplier nanoTime;
  private @Nullable Look latest;

  private record Look(long at, Map<String, List<String>> byNode, @Nullable String failure) {}

  AttachedVolumes(KubernetesClient client) {
    this(
        () ->
            client
                .storage()
                .v1()
                .volumeAttachments()
                .list(new ListOptionsBuilder().withResourceVersion(AS_CACHED).build())
                .getItems(),
        System::nanoTime);
  }

  AttachedVolumes(Supplier<List<VolumeAttachment>> listing, LongSupplier nanoTime) {
    this.listing = listing;
    this.nanoTime = nanoTime;
  }

  /**
   * Names of those on the node: of their PersistentVolumes where they have one. Where they cannot
   * be listed that stands in their place: nobody knows, and whoever waits has an end of its own.
   */
  List<String> on(String node) {
    Look look = look();
    return look.failure() == null
        ? look.byNode().getOrDefault(node, List.of())
        : List.of(look.failure());
  }

  private synchronized Look look() {
    Look known = latest;
    if (known != null && nanoTime.getAsLong() - known.at() < LOOK_AGAIN.toNanos()) {
      return known;
    }
    Look made = listed();
    latest = made;
    return made;
  }

  private Look listed() {
    try {
      Map<String, List<String>> byNode =
          listing.get().stream()
              .collect(
                  Collectors.groupingBy(
                      attachment -> attachment.getSpec().getNodeName(),
                      Collectors.mapping(AttachedVolumes::name, Collectors.toList())));
      return new Look(nanoTime.getAsLong(), byNode, null);
    } catch (KubernetesClientException refused) {
      String why = ForeignText.line(refused.getMessage(), LONGEST);
      return new Look(nanoTime.getAsLong(), Map.of(), "those that cannot be listed: " + why);
    }
  }

  private static String name(VolumeAttachment attachment) {
    return Objects.requireNonNullElse(
        attachment.getSpec().getSource().getPersistentVolumeName(),
        attachment.getMetadata().getName());
  }
}
