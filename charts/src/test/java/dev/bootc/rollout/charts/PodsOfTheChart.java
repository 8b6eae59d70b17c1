package dev.bootc.rollout.charts;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.stream.Stream;

/** The pods that Kubernetes' controllers would make of a rendered chart. */
final class PodsOfTheChart {
  private PodsOfTheChart() {}

  static List<Pod> all(List<HasMetadata> chart) {
    return chart.stream()
        .flatMap(object -> template(object).map(template -> pod(object, template)))
        .toList();
  }

  /** That of the DaemonSet. */
  static Pod agent(List<HasMetadata> chart) {
    return chart.stream()
        .filter(DaemonSet.class::isInstance)
        .map(object -> pod(object, ((DaemonSet) object).getSpec().getTemplate()))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<PodTemplateSpec> template(HasMetadata object) {
    return switch (object) {
      case Deployment deployment -> Stream.of(deployment.getSpec().getTemplate());
      case StatefulSet set -> Stream.of(set.getSpec().getTemplate());
      case DaemonSet set -> Stream.of(set.getSpec().getTemplate());
      case Job job -> Stream.of(job.getSpec().getTemplate());
      default -> Stream.empty();
    };
  }

  private static Pod pod(HasMetadata owner, PodTemplateSpec template) {
    Pod pod =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .editMetadata()
            .withName(owner.getMetadata().getName())
            .withNamespace(owner.getMetadata().getNamespace())
            .endMetadata()
            .withSpec(template.getSpec())
            .build();
    if (owner instanceof StatefulSet set) {
      set.getSpec()
          .getVolumeClaimTemplates()
          .forEach(claim -> {
            String name = claim.getMetadata().getName();
            pod.getSpec()
                .getVolumes()
                .add(
                    new VolumeBuilder()
                        .withName(name)
                        .withNewPersistentVolumeClaim(name + "-0", false)
                        .build());
          });
    }
    return pod;
  }
}
