package dev.bootc.rollout.playground.floor;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.Verdict.Outcome;
import dev.bootc.rollout.testkit.kubelet.ApiWriter;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The six writes that the contract asks for each node, and the one that says that all is done. */
record ContractWrites(ApiWriter api, Clock clock) {
  private static final String API = "/apis/" + BootcApi.GROUP + "/" + BootcApi.VERSION + "/";
  private static final List<String> MARKS =
      List.of(
          BootcApi.IN_REBOOT_SLOT,
          BootcApi.WAS_CORDONED,
          BootcApi.SLOT_SINCE,
          BootcApi.APPROVED_DIGEST,
          BootcApi.APPROVED_AT);

  CompletableFuture<String> target(String node, String image) {
    return patch(
        bootcNode(node),
        Map.of("spec", Map.of("desiredImage", image, "desiredImageState", "Staged")));
  }

  CompletableFuture<String> slot(String node) {
    return patch(
        bootcNode(node),
        annotations(
            Map.of(
                BootcApi.IN_REBOOT_SLOT, "",
                BootcApi.WAS_CORDONED, "false",
                BootcApi.SLOT_SINCE, clock.instant().toString())));
  }

  CompletableFuture<String> cordon(String node, boolean cordoned) {
    return patch("/api/v1/nodes/" + node, Map.of("spec", Map.of("unschedulable", cordoned)));
  }

  CompletableFuture<String> approval(String node, String image) {
    Map<String, Object> body =
        new HashMap<>(
            annotations(
                Map.of(
                    BootcApi.APPROVED_DIGEST, digest(image),
                    BootcApi.APPROVED_AT, clock.instant().toString())));
    body.put("spec", Map.of("desiredImageState", "Booted"));
    return patch(bootcNode(node), body);
  }

  CompletableFuture<String> release(String node, String image) {
    String now = clock.instant().toString();
    Map<String, Object> changed = new HashMap<>();
    MARKS.forEach(mark -> changed.put(mark, null));
    changed.put(
        BootcApi.VERDICT, new Verdict(Outcome.UPDATED, digest(image), 1, now, null).toAnnotation());
    return patch(bootcNode(node), annotations(changed));
  }

  CompletableFuture<String> upToDate(String pool, String image, int nodes) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Condition condition =
        new Condition(
            PoolConditions.UP_TO_DATE,
            Condition.TRUE,
            null,
            now.toString(),
            PoolConditions.ALL_UPDATED,
            "");
    return patch(
        API + "bootcnodepools/" + pool + "/status",
        Map.of(
            "status",
            Map.of(
                "targetDigest", digest(image),
                "updatedCount", nodes,
                "conditions", List.of(condition))));
  }

  private CompletableFuture<String> patch(String path, Map<String, ?> body) {
    return api.mergePatch(path, Serialization.asJson(body));
  }

  private static String bootcNode(String name) {
    return API + "bootcnodes/" + name;
  }

  private static Map<String, Object> annotations(Map<String, Object> annotations) {
    return Map.of("metadata", Map.of("annotations", annotations));
  }

  private static String digest(String image) {
    return ImageDigest.in(image).orElseThrow().text();
  }
}
