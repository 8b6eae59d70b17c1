package dev.bootc.rollout.testkit.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.stream.Collectors;

/** What a kubelet writes into a pod's status, as strategic merge patches. */
final class PodStatuses {
  private PodStatuses() {}

  static String running(Pod pod, Instant now) {
    String time = Times.text(now);
    String containers =
        pod.getSpec().getContainers().stream()
            .map(container -> container(container, time))
            .collect(Collectors.joining(","));
    return """
    {"status":{"phase":"Running","hostIP":"127.0.0.1","startTime":"%s",\
    "conditions":[%s,%s,%s],"containerStatuses":[%s]}}\
    """
        .formatted(
            time,
            condition("Initialized", true, time),
            condition("ContainersReady", true, time),
            condition("Ready", true, time),
            containers);
  }

  static String notReady(Instant now) {
    return "{\"status\":{\"conditions\":[" + condition("Ready", false, Times.text(now)) + "]}}";
  }

  private static String condition(String type, boolean value, String time) {
    return """
    {"type":"%s","status":"%s","lastTransitionTime":"%s"}\
    """
        .formatted(type, value ? "True" : "False", time);
  }

  private static String container(Container container, String time) {
    return """
    {"name":"%s","image":"%s","imageID":"","ready":true,"started":true,"restartCount":0,\
    "state":{"running":{"startedAt":"%s"}}}\
    """
        .formatted(container.getName(), container.getImage(), time);
  }
}
