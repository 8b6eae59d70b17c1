package dev.bootc.rollout.activities.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachmentBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AttachedVolumesTest {
  private List<VolumeAttachment> attached = List.of(attachment("pv-1", "a"));
  private int looks;
  private Duration now = Duration.ofDays(1);
  private final AttachedVolumes volumes =
      new AttachedVolumes(
          () -> {
            looks++;
            return attached;
          },
          () -> now.toNanos());

  @Test
  void shouldLookOnceInTwoSecondsWhenManyDrainsAsk() {
    // Given
    assertThat(volumes.on("a")).containsExactly("pv-1");
    attached = List.of();
    now = now.plusMillis(1_999);

    // When
    List<String> within = Stream.of("a", "b").flatMap(node -> volumes.on(node).stream()).toList();
    now = now.plusMillis(1);

    // Then
    assertThat(within).containsExactly("pv-1");
    assertThat(looks).isOne();
    assertThat(volumes.on("a")).isEmpty();
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void shouldSayWhyInTheirPlaceWhenTheyCannotBeListed() {
    // Given
    AttachedVolumes refused =
        new AttachedVolumes(
            () -> {
              throw new KubernetesClientException("forbidden");
            },
            () -> 0);

    // When
    List<String> said = refused.on("a");

    // Then
    assertThat(said).containsExactly("those that cannot be listed: forbidden");
  }

  private static VolumeAttachment attachment(String volume, String node) {
    return new VolumeAttachmentBuilder()
        .withNewMetadata()
        .withName("attachment-of-" + volume)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .withNewSource()
        .withPersistentVolumeName(volume)
        .endSource()
        .endSpec()
        .build();
  }
}
