package dev.bootc.rollout.testkit.kubelet;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.ContainerImageBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Node objects as a kubelet registers them. */
final class NodeObjects {
  private static final int IMAGES = 50;
  private static final int LABELS = 30;
  private static final int ANNOTATIONS = 20;
  private static final Map<String, Quantity> CAPACITY =
      Map.of(
          "cpu", new Quantity("8"),
          "memory", new Quantity("32Gi"),
          "ephemeral-storage", new Quantity("200Gi"),
          "pods", new Quantity("110"));

  private NodeObjects() {}

  static Node of(NodeBlueprint blueprint, Instant now) {
    boolean real = blueprint.size() == NodeBlueprint.Size.REAL;
    return new NodeBuilder()
        .withNewMetadata()
        .withName(blueprint.name())
        .withLabels(labels(blueprint, real))
        .withAnnotations(real ? annotations() : Map.of())
        .endMetadata()
        .withNewSpec()
        .withTaints(blueprint.taints().stream().map(NodeObjects::taint).toList())
        .endSpec()
        .withNewStatus()
        .withCapacity(CAPACITY)
        .withAllocatable(CAPACITY)
        .withConditions(conditions(now))
        .addNewAddress("127.0.0.1", "InternalIP")
        .addNewAddress(blueprint.name(), "Hostname")
        .withNewNodeInfo()
        .withArchitecture("amd64")
        .withOperatingSystem("linux")
        .withBootID(blueprint.bootId())
        .withMachineID(UUID.nameUUIDFromBytes(bytes(blueprint.name())).toString().replace("-", ""))
        .withSystemUUID(UUID.nameUUIDFromBytes(bytes(blueprint.name())).toString())
        .withContainerRuntimeVersion("cri-o://1.37.0")
        .withKernelVersion("6.16.4-200.fc44.x86_64")
        .withKubeletVersion("v1.37.2")
        .withKubeProxyVersion("")
        .withOsImage("Fedora CoreOS 44")
        .endNodeInfo()
        .withImages(real ? images() : List.of())
        .endStatus()
        .build();
  }

  private static Taint taint(String key) {
    return new TaintBuilder().withKey(key).withEffect("NoSchedule").build();
  }

  private static Map<String, String> labels(NodeBlueprint blueprint, boolean real) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("kubernetes.io/hostname", blueprint.name());
    labels.put("kubernetes.io/os", "linux");
    labels.put("kubernetes.io/arch", "amd64");
    for (int index = labels.size() + blueprint.labels().size(); real && index < LABELS; index++) {
      labels.put("feature.node.kubernetes.io/cpu-feature-" + index, "true");
    }
    labels.putAll(blueprint.labels());
    return labels;
  }

  private static Map<String, String> annotations() {
    Map<String, String> annotations = new TreeMap<>();
    for (int index = 0; index < ANNOTATIONS; index++) {
      annotations.put(
          "networking.example.com/interface-" + index,
          "{\"mac\":\"0a:58:0a:80:00:%02x\",\"addresses\":[\"10.128.%d.2/23\"],\"gateway\":\"10.128.%d.1\"}"
              .formatted(index, index, index));
    }
    return annotations;
  }

  private static List<ContainerImage> images() {
    return IntStream.range(0, IMAGES)
        .mapToObj(index ->
            new ContainerImageBuilder()
                .withNames(
                    String.format(
                        Locale.ROOT,
                        "registry.example.com/platform/component-%02d@sha256:%064x",
                        index,
                        index),
                    "registry.example.com/platform/component-%02d:v4.18.%d".formatted(index, index),
                    String.format(
                        Locale.ROOT,
                        "mirror.example.com/platform/component-%02d@sha256:%064x",
                        index,
                        index))
                .withSizeBytes(100_000_000L + index)
                .build())
        .toList();
  }

  private static List<NodeCondition> conditions(Instant now) {
    return Stream.of(
            condition("MemoryPressure", "False", "KubeletHasSufficientMemory", now),
            condition("DiskPressure", "False", "KubeletHasNoDiskPressure", now),
            condition("PIDPressure", "False", "KubeletHasSufficientPID", now),
            condition("Ready", "True", "KubeletReady", now))
        .toList();
  }

  private static NodeCondition condition(String type, String status, String reason, Instant now) {
    return new NodeConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage("kubelet says so")
        .withLastHeartbeatTime(Times.text(now))
        .withLastTransitionTime(Times.text(now))
        .build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
