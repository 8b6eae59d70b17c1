package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BlockedBy;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.PoolConditions;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.testkit.junit.Promised;
import dev.bootc.rollout.testkit.pool.UserPool;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pool as its user sees and edits it. */
final class TestPool {
  private static final Logger LOG = LoggerFactory.getLogger(TestPool.class);
  static final String LABEL = "e2e.bootc.dev/pool";

  /** Generous: the machine may be busy, and a hang is told by this anyway. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** From when it is the case. */
  private static final Duration SAID_WITHIN = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final String name;
  private final UserPool pool;

  TestPool(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
    pool = new UserPool(client, name);
  }

  void create(String image, int maxUnavailable) {
    pool.create(Map.of(LABEL, name), image, maxUnavailable);
  }

  String name() {
    return name;
  }

  long generation() {
    return pool.read().orElseThrow().getMetadata().getGeneration();
  }

  String uid() {
    return pool.read().orElseThrow().getMetadata().getUid();
  }

  void editImage(String image) {
    pool.editImage(image);
  }

  void editPaused(boolean paused) {
    pool.editPaused(paused);
  }

  void editDrain(Map<String, ?> drain) {
    pool.editDrain(drain);
  }

  void editDrain(Duration timeout, Map<String, ?> drain) {
    pool.editDrain(timeout, drain);
  }

  void editMaxUnavailable(int limit) {
    client
        .resources(BootcNodePool.class)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"rollout\":{\"maxUnavailable\":%d}}}".formatted(limit));
  }

  /**
   * Edits how long a node is watched.
   *
   * @param seconds absent where the pool shall not say it
   */
  void editMinReadySeconds(OptionalInt seconds) {
    String value = seconds.isPresent() ? Integer.toString(seconds.getAsInt()) : "null";
    client
        .resources(BootcNodePool.class)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"rollout\":{\"minReadySeconds\":%s}}}".formatted(value));
  }

  /** Edits {@code spec.rollout}, by a merge patch. */
  void editRollout(String json) {
    client
        .resources(BootcNodePool.class)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"rollout\":%s}}".formatted(json));
  }

  void annotate(String key, String value) {
    client
        .resources(BootcNodePool.class)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(key, value));
  }

  /** What a person types: {@code kubectl patch bnp}. */
  void edit(String spec) {
    client
        .resources(BootcNodePool.class)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":%s}".formatted(spec));
  }

  /** What a person types: {@code kubectl annotate bn}; takes it off where there is no value. */
  void annotateNode(String node, String key, Optional<String> value) {
    String text = value.map(given -> '"' + given + '"').orElse("null");
    client
        .resources(BootcNode.class)
        .withName(node)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"annotations\":{\"%s\":%s}}}".formatted(key, text));
  }

  void editRebootPolicy(String policy) {
    client
        .resources(BootcNodePool.class)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"disruption\":{\"rebootPolicy\":\"%s\"}}}".formatted(policy));
  }

  void editPullSecret(String namespace, String secret) {
    client
        .resources(BootcNodePool.class)
        .withName(name)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"pullSecretRef\":{\"name\":\"%s\",\"namespace\":\"%s\"}}}"
                .formatted(secret, namespace));
  }

  /** Deletes it and waits until it is gone. */
  void delete() {
    pool.delete();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(pool.read()).isEmpty());
  }

  BootcNodePoolStatus status() {
    return pool.read().map(BootcNodePool::getStatus).orElse(BootcNodePoolStatus.EMPTY);
  }

  /** What the workflow's activities say; until they have said anything an assertion that fails. */
  RolloutStatus rollout() {
    return Optional.ofNullable(status().rollout())
        .orElseThrow(() -> new AssertionError("pool " + name + " has no status.rollout"));
  }

  /** Whether {@code status.rollout} speaks of the spec as it is now. */
  boolean rolloutIsAboutThisGeneration() {
    return pool.read().filter(TestPool::rolloutIsAboutThisGeneration).isPresent();
  }

  private static boolean rolloutIsAboutThisGeneration(BootcNodePool pool) {
    RolloutStatus rollout = pool.getStatus() == null ? null : pool.getStatus().rollout();
    return rollout != null && pool.getMetadata().getGeneration().equals(rollout.generation());
  }

  /** Field managers, as {@code --show-managed-fields} names them. */
  List<String> writersOfTheSpec() {
    return pool.read().orElseThrow().getMetadata().getManagedFields().stream()
        .filter(entry -> entry.getFieldsV1().getAdditionalProperties().containsKey("f:spec"))
        .map(ManagedFieldsEntry::getManager)
        .toList();
  }

  String upToDateReason() {
    return says(PoolConditions.UP_TO_DATE, Condition::reason);
  }

  String upToDateMessage() {
    return says(PoolConditions.UP_TO_DATE, Condition::message);
  }

  String degradedReason() {
    return says(PoolConditions.DEGRADED, Condition::reason);
  }

  String degradedMessage() {
    return says(PoolConditions.DEGRADED, Condition::message);
  }

  /** Why Temporal does not serve; empty while it does. */
  String temporalReachableMessage() {
    return says("TemporalReachable", Condition::message);
  }

  /**
   * Waits until that is in the way: with its object, its time and a command.
   *
   * @return the entry
   */
  BlockedBy awaitBlockedBy(BlockedBy.Kind kind, String object) {
    return awaitBlockedBy(kind, object, Duration.ZERO);
  }

  /**
   * The same of what is in the way only once it has lasted.
   *
   * @param patience for how long it may last before it is
   */
  BlockedBy awaitBlockedBy(BlockedBy.Kind kind, String object, Duration patience) {
    List<BlockedBy> said = new ArrayList<>();
    Instant began = Instant.now();
    await()
        .atMost(Promised.within(SAID_WITHIN).plus(patience))
        .untilAsserted(() -> {
          BlockedBy entry = blockedBy(kind);
          assertSays(entry, object);
          said.add(entry);
        });
    LOG.atInfo()
        .addKeyValue("kind", kind.text())
        .addKeyValue("after", Duration.between(began, Instant.now()))
        .log("it is said what is in the way");
    return said.getFirst();
  }

  /** What is in the way of that kind; an assertion that fails where nothing is. */
  BlockedBy blockedBy(BlockedBy.Kind kind) {
    BootcNodePoolStatus status = status();
    return status.blockedBy().stream()
        .filter(entry -> entry.kind().equals(kind.text()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " in " + status));
  }

  private static void assertSays(BlockedBy entry, String object) {
    assertThat(entry.object()).isEqualTo(object);
    assertThat(entry.message()).isNotBlank();
    assertThat(entry.nextAction()).containsPattern("^(kubectl|temporal) ");
    assertThat(Instant.parse(String.valueOf(entry.since()))).isBefore(Instant.now());
  }

  private String says(String type, Function<Condition, String> what) {
    return Condition.find(status().conditions(), type).map(what).orElse("");
  }

  /** Waits until so many nodes hold a slot. */
  void awaitSlots(int slots) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(slotHolders()).hasSize(slots));
  }

  /** No node is as the rollout made it. */
  void assertRestored() {
    assertThat(slotHolders()).isEmpty();
    assertThat(nodes())
        .isNotEmpty()
        .allSatisfy(node -> assertThat(node.getSpec().getUnschedulable()).isNull());
  }

  List<BootcNode> bootcNodes() {
    return client.resources(BootcNode.class).list().getItems().stream()
        .filter(node -> node.getMetadata().getName().startsWith(name + "-"))
        .toList();
  }

  List<String> slotHolders() {
    return bootcNodes().stream()
        .filter(node -> annotations(node).containsKey(BootcApi.IN_REBOOT_SLOT))
        .map(node -> node.getMetadata().getName())
        .toList();
  }

  List<Node> nodes() {
    return client.nodes().withLabel(LABEL, name).list().getItems();
  }

  void awaitUpToDate(String image, int nodes) {
    awaitUpToDate(image, nodes, () -> {});
  }

  /** The same, while somebody looks after it. */
  void awaitUpToDate(String image, int nodes, Runnable atEachLook) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          atEachLook.run();
          BootcNodePoolStatus status = status();
          assertThat(status.targetDigest()).isEqualTo(ImageDigest.in(image).orElseThrow().text());
          assertThat(status.updatedCount()).as("%s", status).isEqualTo(nodes);
          assertThat(upToDateReason()).isEqualTo(PoolConditions.ALL_UPDATED);
          if (status.rollout() != null) {
            assertThat(status.rollout().phase()).isEqualTo(RolloutPhase.COMPLETED.text());
          }
        });
  }

  void awaitASlot() {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(slotHolders()).isNotEmpty());
  }

  static Map<String, String> annotations(BootcNode node) {
    return Optional.ofNullable(node.getMetadata().getAnnotations()).orElse(Map.of());
  }
}
