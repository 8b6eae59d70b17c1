package dev.bootc.rollout.testkit.cluster;

import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One volume on each node, in the cluster's default class. */
final class LocalVolumes {
  private static final String CLASS = "local";

  private LocalVolumes() {}

  static void createClass(KubernetesClient client) {
    client
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName(CLASS)
                .addToAnnotations("storageclass.kubernetes.io/is-default-class", "true")
                .endMetadata()
                .withProvisioner("kubernetes.io/no-provisioner")
                .withVolumeBindingMode("WaitForFirstConsumer")
                .build())
        .create();
  }

  static void create(KubernetesClient client, ClusterNode node) {
    client
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("on-" + node.name())
                .endMetadata()
                .withNewSpec()
                .addToCapacity("storage", new Quantity("10Gi"))
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(CLASS)
                .withNewLocal()
                .withPath(folder(node).toString())
                .endLocal()
                .withNewNodeAffinity()
                .withNewRequired()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("kubernetes.io/hostname")
                .withOperator("In")
                .withValues(node.name())
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequired()
                .endNodeAffinity()
                .endSpec()
                .build())
        .create();
  }

  private static Path folder(ClusterNode node) {
    try {
      return Files.createDirectories(node.folder().resolve("volume"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
