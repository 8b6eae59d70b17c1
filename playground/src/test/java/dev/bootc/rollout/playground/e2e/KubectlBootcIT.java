package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.playground.e2e.KubectlBootc.Said;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.fleet.NodeFault;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin's verbs, as a person types them, each with a refusal. */
@EndToEnd
class KubectlBootcIT {
  /** What is said is tested here, not how soon: the machine may be busy. */
  private static final String PATIENTLY = "--timeout=3m";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String DIGEST = ImageDigest.in(Images.number(1)).orElseThrow().text();

  private final World world;
  private final KubectlBootc kubectl;
  @TempDir private Path folder;

  KubectlBootcIT(World world) {
    this.world = world;
    kubectl = new KubectlBootc(world.plane().adminKubeconfig());
  }

  @Test
  void shouldSteerARolloutFromATerminalAndWaitForItsEnd() {
    // Given
    LightFleet fleet = world.fleet("plugin", 2, FleetTiming.ofMillis(200, 1_000));
    TestPool pool = world.pool("plugin", 1);
    pool.awaitUpToDate(Images.number(0), 2);
    String node = fleet.nodes().getLast();

    // When
    Said dry = kubectl.say("pause", "plugin", "--reason", "disk firmware", "--dry-run");

    // Then
    assertSaid(dry, 0, "bnp/plugin: spec.rollout.paused = true", "nothing is written");
    assertSaid(
        kubectl.say("pause", "plugin", "--reason", "disk firmware", PATIENTLY),
        0,
        "seen as: kubectl-bootc of admin: disk firmware");
    pool.editImage(Images.number(1));
    assertSaid(
        kubectl.say("wait", "plugin", PATIENTLY),
        15,
        "Paused: paused by kubectl-bootc of admin: disk firmware since ");
    Instant paused = Instant.now();
    assertSaid(
        kubectl.say("why", "plugin"),
        0,
        "Paused  BootcNodePool/plugin  since ",
        "next: kubectl patch bnp plugin");
    assertSaid(
        kubectl.say("plan", "plugin"),
        0,
        "nothing is started as it is",
        "Paused  BootcNodePool/plugin: paused by kubectl-bootc",
        "1     " + fleet.nodes().getFirst() + "  later  0 pods");
    KubectlBootc editor = as("plugin-editor", "bootc-rollout-edit");
    assertSaid(
        editor.say("skip", node, "--reason", "x"),
        4,
        "the right to patch bootcnodes.node.bootc.dev");
    assertSaid(
        editor.say("resume", "plugin", "--dry-run"),
        0,
        "nothing is written",
        "seen as: kubectl-bootc of system:serviceaccount:default:plugin-editor");
    assertSaid(
        kubectl.say("skip", node, "--reason", "broken fan 扇", PATIENTLY),
        0,
        "bn/" + node + ": " + BootcApi.SKIP + " = " + DIGEST + " broken fan 扇",
        "1 skipped: " + node + " (broken fan 扇)");
    assertSaid(
        kubectl.say("approve", "plugin"), 7, "refused: spec.image.updatePolicy is not Manual");
    assertSaid(
        kubectl.say("cancel", "plugin", "--reason", "wrong image", PATIENTLY),
        0,
        "bnp/plugin: " + BootcApi.CANCEL + " = ",
        "Cancelled: ",
        "wrong image");
    assertSaid(
        kubectl.say("approve", "plugin", "--digest", "sha256:" + "0".repeat(64)),
        7,
        "the pool asks for " + DIGEST);
    assertSaid(
        kubectl.say("resume", "plugin", PATIENTLY),
        0,
        "spec.rollout.paused = false; the cancelled rollout begins again");
    assertSaid(
        kubectl.say("wait", "plugin", PATIENTLY), 0, "Completed: 1/2 updated; 1 skipped: " + node);
    pool.editMaxUnavailable(2);
    assertSaid(
        kubectl.say("wait", "plugin", PATIENTLY), 0, "Completed: 1/2 updated; 1 skipped: " + node);
    assertSaid(
        kubectl.say("cancel", "plugin", "--reason", "late"),
        7,
        "the rollout is over (Completed): nothing is left to cancel");
    assertSaid(
        kubectl.launch("status"), 0, "POOL ", "plugin  node@sha256:", "Completed", "1/2", "0/2");
    String web = world.temporal().uiAddress().toString();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertSaid(
                kubectl.say("history", "plugin", "--temporal-url", web),
                0,
                "Completed",
                "rollout/plugin ",
                DIGEST.substring(0, 19)));
    assertSaid(
        kubectl.say("history", node, "--at", paused.toString(), "--temporal-url", web),
        0,
        "Paused: paused by kubectl-bootc of admin",
        "waited",
        node);
    assertSaid(kubectl.say("history", "plugin"), 9, "no pod of the chart's Temporal is there");
  }

  @Test
  void shouldTryANodeAgainThatFailedAndThenGoBack() {
    // Given
    LightFleet fleet = world.fleet("plugin-back", 1, FleetTiming.ofMillis(200, 1_000));
    String node = fleet.nodes().getFirst();
    TestPool pool = world.pool("plugin-back", 1);
    pool.awaitUpToDate(Images.number(0), 1);
    fleet.setFault(node, NodeFault.COMES_BACK_ON_OLD_IMAGE);
    pool.editImage(Images.number(1));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(pool.rollout().phase()).isEqualTo(RolloutPhase.HALTED.text()));
    fleet.clearFault(node, NodeFault.COMES_BACK_ON_OLD_IMAGE);

    // When
    Said why = kubectl.say("why", node);

    // Then
    assertSaid(
        why,
        0,
        "slot       held  since ",
        "verdict    agent degraded",
        "kubectl bootc retry " + node);
    assertSaid(kubectl.say("wait", "plugin-back", PATIENTLY), 11, "Halted: ");
    assertSaid(kubectl.say("retry", node, PATIENTLY), 0, "takes " + BootcApi.VERDICT + " away");
    assertSaid(kubectl.say("wait", "plugin-back", PATIENTLY), 0, "1/1 updated");
    assertSaid(kubectl.say("retry", node), 0, "nothing to do: the last attempt");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(pool.status().deployedBefore()).isEqualTo(Images.number(0)));
    assertSaid(
        kubectl.say("undo", "plugin-back", "--reason", "wrong colours", PATIENTLY),
        0,
        BootcApi.UNDO + " = " + DIGEST + " wrong colours",
        "a person has undone (wrong colours, by field manager kubectl-bootc of admin)");
    assertSaid(kubectl.say("wait", "plugin-back", PATIENTLY), 13, "RolledBack: ");
  }

  @Test
  void shouldSayInOneLineWhatIsNotThereOrNotAllowed() {
    // Given
    world.fleet("plugin-refused", 1, FleetTiming.ofMillis(200, 1_000));
    world.pool("plugin-refused", 1).awaitUpToDate(Images.number(0), 1);
    KubectlBootc limited = as("plugin-viewer", "bootc-rollout-view");

    // When
    Said unknown = limited.say("why", "nobody");

    // Then
    assertSaid(unknown, 3, "there is no pool or node nobody; pools: plugin-refused");
    assertThat(unknown.said()).hasLineCount(1);
    assertSaid(limited.say("why", "plugin-refused-1"), 0, "of pool plugin-refused: UpToDate");
    assertSaid(
        limited.say("pause", "plugin-refused"),
        4,
        "is forbidden",
        "ClusterRole bootc-rollout-view");
    assertSaid(
        limited.say("plan", "plugin-refused"),
        0,
        "plugin-refused-1  done",
        "not read, so the forecast lacks it: Nodes");
    assertSaid(
        limited.say("skip", "plugin-refused-1", "--reason", "x"), 7, "already: there is nothing");
    assertThat(limited.say("why", "plugin-refused").said()).doesNotContain("not allowed to you");
    Path bundle = folder.resolve("bundle");
    assertSaid(
        limited.say("support-bundle", bundle.toString()), 0, "files in ", "not allowed to you");
    assertThat(bundle.resolve("pools.json")).content().contains("plugin-refused");
    assertSaid(limited.say("support-bundle", bundle.toString()), 2, "is not empty");
    assertSaid(limited.launch("__complete", "--", "why", "plugin-r"), 0, "plugin-refused\n");
    KubectlBootc nobody =
        new KubectlBootc(
            world.plane().kubeconfigForServiceAccount("default", account("plugin-nobody")));
    assertSaid(nobody.say("status"), 4, "is forbidden");
    world.stopOperator();
    assertSaid(
        kubectl.say("pause", "plugin-refused", "--timeout", "2s"),
        8,
        "the operator has not said anything to it within 2s");
    assertSaid(kubectl.say("why", "plugin-refused"), 0, "no operator has looked at the spec");
  }

  private String account(String name) {
    world
        .client()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build())
        .serverSideApply();
    return name;
  }

  /** Somebody who is bound to a role of the chart for people. */
  private KubectlBootc as(String name, String role) {
    String account = account(name);
    ClusterRoleBinding binding =
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(account)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
            .addNewSubject()
            .withKind("ServiceAccount")
            .withNamespace("default")
            .withName(account)
            .endSubject()
            .build();
    world.client().resource(binding).serverSideApply();
    return new KubectlBootc(world.plane().kubeconfigForServiceAccount("default", account));
  }

  private static void assertSaid(Said said, int code, String... texts) {
    assertThat(said.said()).contains(texts);
    assertThat(said.code()).as(said.said()).isEqualTo(code);
  }
}
