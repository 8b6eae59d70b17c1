package dev.bootc.rollout.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.pool.UserPool;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever has the operator's token can give nodes the image of their own pool and no other. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorPolicyIT {
  private static final String NAME = "registry.example.com/os/node";
  private static final String ASKED = NAME + "@sha256:" + "a".repeat(64);
  private static final String OTHER = NAME + "@sha256:" + "b".repeat(64);
  private static final String APPROVED =
      "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
  private static final String ELSEWHERE = ASKED.replace("registry", "evil");

  /** The API server takes a moment to see a policy and the pools that it is about. */
  private static final Duration SEEN_WITHIN = Duration.ofMinutes(1);

  private final KubernetesClient admin;
  private final KubernetesClient operator;
  private final BootcNodePool pool;
  private final BootcNodePool another;

  OperatorPolicyIT(ControlPlane plane) {
    this.admin = plane.adminClient();
    ChartInstallation chart = ChartInstallation.on(plane);
    this.operator = new KubernetesClientBuilder().withConfig(chart.operatorConfig()).build();
    this.pool = pool("policy-pool");
    this.another = pool("policy-another");
  }

  static List<String> imagesOfOthers() {
    return List.of(OTHER, ELSEWHERE, NAME + ":latest");
  }

  @AfterAll
  void close() {
    operator.close();
    admin.resource(pool).delete();
    admin.resource(another).delete();
  }

  @ParameterizedTest
  @MethodSource("imagesOfOthers")
  void shouldRefuseANewBootcNodeWhenItsPoolAsksForAnotherImage(String image) {
    refused(
        () -> tryToCreate(bootcNode("policy-new", pool, image, DesiredImageState.STAGED)),
        "policy-pool asks for " + ASKED + ", not for " + image);
  }

  /** What a tag means is the operator's own word, but it is an image of that very repository. */
  @Test
  void shouldRefuseAnImageOfAnotherRepositoryWhenThePoolNamesATag() {
    // Given
    BootcNodePool byTag = pool("policy-tag", NAME + ":latest");
    // When, then
    refused(
        () -> tryToCreate(bootcNode("policy-new", byTag, ELSEWHERE, DesiredImageState.STAGED)),
        "policy-tag asks for " + NAME + ":latest");
    refused(
        () -> tryToCreate(bootcNode("policy-new", byTag, NAME + ":1", DesiredImageState.STAGED)),
        "policy-tag asks for " + NAME + ":latest");
    BootcNode resolved = bootcNode("policy-resolved", byTag, ASKED, DesiredImageState.STAGED);
    tryToCreate(resolved);
    admin.resource(resolved).delete();
    admin.resource(byTag).delete();
  }

  /** The status is the operator's own word as well: users have to want it, in their repository. */
  @Test
  void shouldLetNodesGoBackInTheirRepositoryOnlyWhenUsersWantFailedRolloutsUndone() {
    // Given
    BootcNodePool undone = pool("policy-undone");
    sayUndone(undone, OTHER);
    BootcNode back = bootcNode("policy-back", undone, OTHER, DesiredImageState.STAGED);
    // When, then
    refused(() -> tryToCreate(back), "policy-undone asks for " + ASKED);
    edit(undone, "{\"spec\":{\"rollout\":{\"onFailure\":\"Rollback\"}}}");
    Awaitility.await()
        .atMost(SEEN_WITHIN)
        .untilAsserted(() -> assertThatCode(() -> tryToCreate(back)).doesNotThrowAnyException());
    sayUndone(undone, ELSEWHERE);
    refused(
        () -> tryToCreate(bootcNode("policy-evil", undone, ELSEWHERE, DesiredImageState.STAGED)),
        "policy-undone asks for " + ASKED);
    admin.resource(undone).delete();
  }

  /** Nor may the operator say itself that users want that, unless they let Temporal say all. */
  @Test
  void shouldLetNodesGoBackWhenUsersCallThisVeryImageBad() {
    // Given
    BootcNodePool undone = pool("policy-bad");
    sayUndone(undone, OTHER);
    BootcNode back = bootcNode("policy-bad-back", undone, OTHER, DesiredImageState.STAGED);
    edit(undone, callingBad(OTHER));
    // When, then
    refused(() -> tryToCreate(back), "policy-bad asks for " + ASKED);
    refused(() -> edit(operator, undone, callingBad(ASKED)), "users alone undo the image");
    edit(undone, "{\"spec\":{\"rollout\":{\"verbs\":\"All\"}}}");
    edit(operator, undone, callingBad(ASKED));
    Awaitility.await()
        .atMost(SEEN_WITHIN)
        .untilAsserted(() -> assertThatCode(() -> tryToCreate(back)).doesNotThrowAnyException());
    admin.resource(back).delete();
    admin.resource(undone).delete();
  }

  private static String callingBad(String image) {
    return "{\"metadata\":{\"annotations\":{\"bootc.dev/undo\":\"%s wrong colours\"}}}"
        .formatted(image.substring(image.indexOf('@') + 1));
  }

  private void sayUndone(BootcNodePool undone, String to) {
    String digest = ASKED.substring(ASKED.indexOf('@') + 1);
    admin
        .resource(undone)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"undone\":{\"digest\":\"%s\",\"ref\":\"%s\",\"to\":\"%s\",\"since\":\"\",\"why\":\"\"}}}"
                .formatted(digest, ASKED, to));
  }

  /** Nobody who reaches Temporal may choose more than when. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"image\":{\"ref\":\"registry.example.com/os/node:2\"}}",
        "{\"image\":{\"approvedDigest\":\"" + APPROVED + "\",\"updatePolicy\":\"Automatic\"}}",
        "{\"rollout\":{\"paused\":false,\"maxUnavailable\":9}}",
        "{\"rollout\":{\"verbs\":null}}",
        "{\"rollout\":null}",
        "{\"nodeSelector\":{\"matchLabels\":{\"a\":\"b\"}}}",
        "{\"disruption\":{\"rebootPolicy\":\"AllowSoftReboot\"}}"
      })
  void shouldRefuseAnyOtherEditOfThePoolWhenUsersLetTemporalSayAll(String spec) {
    // Given
    String name = "policy-all-" + Integer.toHexString(spec.hashCode());
    BootcNodePool allowed = pool(name);
    edit(allowed, "{\"spec\":{\"rollout\":{\"verbs\":\"All\",\"paused\":true}}}");
    // When, then
    refused(() -> editAsOperator(name, spec), "users alone write the spec");
    assertThatCode(() ->
            editAsOperator(
                name,
                "{\"image\":{\"approvedDigest\":\""
                    + APPROVED
                    + "\"},\"rollout\":{\"paused\":false}}"))
        .doesNotThrowAnyException();
    admin.resource(allowed).delete();
  }

  @Test
  void shouldRefuseAnApprovalByTheOperatorWhenUsersDoNotLetTemporalSayAll() {
    refused(
        () ->
            editAsOperator("policy-pool", "{\"image\":{\"approvedDigest\":\"" + APPROVED + "\"}}"),
        "users alone write the spec");
  }

  private void editAsOperator(String name, String spec) {
    PatchContext dryRun =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withDryRun(List.of("All"))
            .build();
    operator.resources(BootcNodePool.class).withName(name).patch(dryRun, "{\"spec\":" + spec + "}");
  }

  private void edit(BootcNodePool edited, String patch) {
    edit(admin, edited, patch);
  }

  private static void edit(KubernetesClient editor, BootcNodePool edited, String patch) {
    editor
        .resources(BootcNodePool.class)
        .withName(edited.getMetadata().getName())
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  /** What stands before the port of a host is no repository. */
  @Test
  void shouldRefuseWhatOnlyBeginsLikeTheTagOfThePool() {
    // Given
    BootcNodePool byTag = pool("policy-port", "registry.example.com:5000/os/node:latest");
    // When, then
    refused(
        () ->
            tryToCreate(
                bootcNode(
                    "policy-new",
                    byTag,
                    "registry.example.com@sha256:" + "b".repeat(64),
                    DesiredImageState.STAGED)),
        "policy-port asks for registry.example.com:5000/os/node:latest");
    admin.resource(byTag).delete();
  }

  @Test
  void shouldRefuseANewBootcNodeWhenNoPoolOwnsIt() {
    BootcNode bootcNode = bootcNode("policy-new", pool, OTHER, DesiredImageState.STAGED);
    bootcNode.getMetadata().setOwnerReferences(List.of());
    refused(() -> tryToCreate(bootcNode), "BootcNodes of pools only");
  }

  @Test
  void shouldRefuseANewBootcNodeWhenItIsToBootAtOnce() {
    refused(
        () -> tryToCreate(bootcNode("policy-new", pool, ASKED, DesiredImageState.BOOTED)),
        "stages first");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          another image | {"spec":{"desiredImage":"OTHER"}} | not for
          another owner | {"metadata":{"ownerReferences":[OWNER]}} | to another pool
          no owner | {"metadata":{"ownerReferences":null}} | BootcNodes of pools only
          """)
  void shouldRefuseTheOperatorWhenItChangesOfABootcNodeWhatThePoolDoesNotAskFor(
      String what, String patch, String why) {
    // Given
    String name = "policy-" + what.replace(' ', '-');
    createAsAdmin(bootcNode(name, pool, ASKED, DesiredImageState.STAGED));
    String filled =
        patch
            .replace("OTHER", OTHER)
            .replace("OWNER", admin.getKubernetesSerialization().asJson(owner(another)));
    // When, then
    refused(() -> tryToMerge(name, filled), why);
  }

  @Test
  void shouldRefuseABootcNodeThatIsTooDearToCompareWhateverItsImage() {
    BootcNode bootcNode = bootcNode("policy-dear", pool, ASKED, DesiredImageState.STAGED);
    List<OwnerReference> owners = new ArrayList<>(List.of(owner(pool)));
    for (int i = 0; i < 10_000; i++) {
      owners.add(
          new OwnerReferenceBuilder(owner(another))
              .withUid("another-" + i)
              .withController(false)
              .withBlockOwnerDeletion(false)
              .build());
    }
    bootcNode.getMetadata().setOwnerReferences(owners);
    refused(() -> tryToCreate(bootcNode), "operator-bootcnodes");
  }

  @Test
  void shouldRefuseAnApprovalWhenThePoolAsksForAnotherImageByNow() {
    // Given
    createAsAdmin(bootcNode("policy-old-image", pool, OTHER, DesiredImageState.STAGED));
    // When, then
    refused(
        () -> tryToMerge("policy-old-image", "{\"spec\":{\"desiredImageState\":\"Booted\"}}"),
        "policy-pool asks for " + ASKED);
  }

  @Test
  void shouldLetTheOperatorMakeApproveAndMarkWhenThePoolAsksForTheImage() {
    // Given
    BootcNode asked = bootcNode("policy-asked", pool, ASKED, DesiredImageState.STAGED);
    // When
    Awaitility.await().atMost(SEEN_WITHIN).ignoreExceptions().until(() -> create(asked) != null);
    BootcNode approved = merge("policy-asked", "{\"spec\":{\"desiredImageState\":\"Booted\"}}");
    // Then
    assertThat(approved.getSpec().desiredImageState()).isEqualTo(DesiredImageState.BOOTED);
  }

  @Test
  void shouldLetTheOperatorWriteMarksAndTakeApprovalsBackWhateverThePoolAsksForByNow() {
    // Given
    createAsAdmin(bootcNode("policy-marks", pool, OTHER, DesiredImageState.BOOTED));
    String marks =
        "{\"metadata\":{\"annotations\":{\"bootc.dev/in-reboot-slot\":null}},"
            + "\"spec\":{\"desiredImageState\":\"Staged\"}}";
    // When
    BootcNode marked = merge("policy-marks", marks);
    // Then
    assertThat(marked.getSpec().desiredImageState()).isEqualTo(DesiredImageState.STAGED);
  }

  @Test
  void shouldLetTheOperatorAdoptABootcNodeThatNobodyOwnsWhateverItsImage() {
    // Given
    BootcNode nobodys = bootcNode("policy-nobodys", pool, OTHER, DesiredImageState.STAGED);
    nobodys.getMetadata().setOwnerReferences(List.of());
    createAsAdmin(nobodys);
    String adoption =
        "{\"metadata\":{\"ownerReferences\":[%s]}}"
            .formatted(admin.getKubernetesSerialization().asJson(owner(pool)));
    // When
    BootcNode adopted = merge("policy-nobodys", adoption);
    // Then
    assertThat(adopted.getMetadata().getOwnerReferences()).hasSize(1);
  }

  private BootcNodePool pool(String name) {
    return pool(name, ASKED);
  }

  private BootcNodePool pool(String name, String image) {
    UserPool users = new UserPool(admin, name);
    users.create(Map.of("role", "none"), image, 1);
    return users.read().orElseThrow();
  }

  private static BootcNode bootcNode(
      String name, BootcNodePool pool, String image, DesiredImageState state) {
    BootcNode bootcNode = new BootcNode();
    bootcNode.setMetadata(
        new ObjectMetaBuilder().withName(name).withOwnerReferences(owner(pool)).build());
    bootcNode.setSpec(new BootcNodeSpec(image, state, null, null, null, null));
    return bootcNode;
  }

  private static OwnerReference owner(BootcNodePool pool) {
    return new OwnerReferenceBuilder()
        .withApiVersion("node.bootc.dev/v1alpha1")
        .withKind("BootcNodePool")
        .withName(pool.getMetadata().getName())
        .withUid(pool.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }

  private void createAsAdmin(BootcNode bootcNode) {
    admin.resource(bootcNode).create();
  }

  private BootcNode create(BootcNode bootcNode) {
    return operator.resource(bootcNode).create();
  }

  private void tryToCreate(BootcNode bootcNode) {
    operator.resource(bootcNode).dryRun().create();
  }

  private void tryToMerge(String name, String patch) {
    PatchContext dryRun =
        new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withDryRun(List.of("All"))
            .build();
    operator.resources(BootcNode.class).withName(name).patch(dryRun, patch);
  }

  private BootcNode merge(String name, String patch) {
    return operator
        .resources(BootcNode.class)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private void refused(Runnable write, String why) {
    Awaitility.await()
        .atMost(SEEN_WITHIN)
        .untilAsserted(() ->
            assertThatThrownBy(write::run)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(why));
  }
}
