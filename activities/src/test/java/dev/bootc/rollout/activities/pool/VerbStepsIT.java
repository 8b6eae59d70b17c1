package dev.bootc.rollout.activities.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.activities.NodeScene;
import dev.bootc.rollout.api.AllowedVerbs;
import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.api.WrittenAnnotation;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import dev.bootc.rollout.workflows.verb.Verb;
import dev.bootc.rollout.workflows.verb.VerbAnswer;
import dev.bootc.rollout.workflows.verb.VerbAnswer.Outcome;
import dev.bootc.rollout.workflows.verb.VerbOrder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Clock;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody wants of a rollout, as it is written to the API server. */
@RealServers
class VerbStepsIT {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String DIGEST = ImageDigest.in(NodeScene.NEW).orElseThrow().text();
  private static final String BY = "update of ada@laptop";

  private final ControlPlane plane;
  private NodeScene scene;
  private TestWorkflowEnvironment temporal;
  private VerbSteps verbs;

  VerbStepsIT(ControlPlane plane) {
    this.plane = plane;
  }

  @BeforeEach
  void makeANode() {
    scene = new NodeScene(plane);
    temporal = TestWorkflowEnvironment.newInstance();
    verbs =
        new VerbSteps(scene.client, new OpenRuns(temporal.getWorkflowClient()), Clock.systemUTC());
  }

  @AfterEach
  void removeTheNode() {
    scene.close();
    temporal.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Verb.class,
      names = {"RESUME", "APPROVE", "APPROVE_STEP", "RETRY", "CHECK_NOW", "UNDO"})
  void shouldRefuseWhatLetsNodesGoWhenThePoolSaysNothingWhateverTheRunWasTold(Verb verb) {
    // Given
    editPool("{\"spec\":{\"rollout\":{\"paused\":true},\"image\":{\"updatePolicy\":\"Manual\"}}}");
    failed();
    String poolBefore = pool().getMetadata().getResourceVersion();
    String nodeBefore = node().getMetadata().getResourceVersion();

    // When
    VerbAnswer answer = say(verb);

    // Then
    assertThat(answer.outcome()).as(answer.text()).isEqualTo(Outcome.REFUSED);
    assertThat(answer.text()).contains("spec.rollout.verbs").contains("kubectl");
    assertThat(pool().getMetadata().getResourceVersion()).isEqualTo(poolBefore);
    assertThat(node().getMetadata().getResourceVersion()).isEqualTo(nodeBefore);
  }

  @ParameterizedTest
  @EnumSource(
      value = Verb.class,
      names = {"RESUME", "APPROVE", "APPROVE_STEP", "RETRY", "SKIP", "CHECK_NOW"})
  void shouldDoItOnceInTheNameOfTheSenderWhenThePoolLetsTemporalSayAll(Verb verb) {
    // Given
    String ref = verb == Verb.CHECK_NOW ? "registry.example.com/os/node:1" : NodeScene.NEW;
    editPool(
        """
        {"spec":{"rollout":{"verbs":"All","paused":true,"steps":[{"nodes":1,"approval":true}]},
        "image":{"updatePolicy":"Manual","ref":"%s"}}}
        """
            .formatted(ref));
    failed();

    // When
    VerbAnswer answer = say(verb);

    // Then
    assertThat(answer.outcome()).as(answer.text()).isEqualTo(Outcome.DONE);
    assertThat(isWritten(verb)).isTrue();
    if (verb != Verb.CHECK_NOW) {
      assertThat(say(verb).outcome()).isEqualTo(Outcome.ALREADY_SO);
    }
  }

  private boolean isWritten(Verb verb) {
    return switch (verb) {
      case RESUME ->
          Boolean.FALSE.equals(Objects.requireNonNull(pool().getSpec().rollout()).paused());
      case APPROVE -> DIGEST.equals(pool().getSpec().image().approvedDigest());
      case APPROVE_STEP ->
          WrittenAnnotation.of(pool(), BootcApi.APPROVED_STEP)
              .filter(new WrittenAnnotation("1 bbbbbbbbbbbb", BY)::equals)
              .isPresent();
      case CHECK_NOW ->
          WrittenAnnotation.of(pool(), BootcApi.CHECK_NOW)
              .filter(written -> written.by().equals(BY))
              .isPresent();
      case RETRY -> WrittenAnnotation.valueOn(node(), BootcApi.VERDICT) == null;
      case SKIP ->
          WrittenAnnotation.of(node(), BootcApi.SKIP)
              .filter(new WrittenAnnotation(DIGEST + " why, " + BY, BY)::equals)
              .isPresent();
      case PAUSE, CANCEL, UNDO -> false;
    };
  }

  @Test
  void shouldRefuseANodeThatIsNotOfThePoolAndANameThatIsNone() {
    // When
    VerbAnswer stranger = say(new VerbOrder(Verb.SKIP, "nobody", "", ""));
    VerbAnswer path = say(new VerbOrder(Verb.SKIP, "../bootcnodepools/x", "", ""));

    // Then
    assertThat(stranger.text()).contains("is no node of pool");
    assertThat(path.text()).contains("give the name of a node");
    assertThat(stranger.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(path.outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void shouldRefuseToUndoWhenNothingIsKnownToGoBackTo() {
    // Given
    editPool("{\"spec\":{\"rollout\":{\"verbs\":\"All\"}}}");

    // When
    VerbAnswer answer = say(Verb.UNDO);

    // Then
    assertThat(answer.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(answer.text()).startsWith("of no other image of this repository");
    assertThat(WrittenAnnotation.of(pool(), BootcApi.UNDO)).isEmpty();
  }

  @Test
  void shouldUndoByAnAnnotationThatNamesTheDigestWhenAnotherImageWasDeployed() {
    // Given
    editPool("{\"spec\":{\"rollout\":{\"verbs\":\"All\"}}}");
    editStatus("{\"deployedImage\":\"" + NodeScene.OLD + "\"}");

    // When
    VerbAnswer answer = say(Verb.UNDO);

    // Then
    assertThat(answer.outcome()).as(answer.text()).isEqualTo(Outcome.DONE);
    assertThat(WrittenAnnotation.of(pool(), BootcApi.UNDO))
        .contains(new WrittenAnnotation(DIGEST + " why", BY));
    editStatus(
        "{\"undone\":{\"digest\":\"%s\",\"ref\":\"%s\",\"to\":\"%s\",\"since\":\"\",\"why\":\"\"}}"
            .formatted(DIGEST, NodeScene.NEW, NodeScene.OLD));
    assertThat(say(Verb.UNDO).outcome()).isEqualTo(Outcome.ALREADY_SO);
  }

  @Test
  void shouldRefuseToUndoWhenThePoolAsksForAnotherImageThanTheRunWasTold() {
    // Given
    editPool(
        "{\"spec\":{\"rollout\":{\"verbs\":\"All\"},\"image\":{\"ref\":\""
            + NodeScene.OLD
            + "\"}}}");

    // When
    VerbAnswer answer = say(Verb.UNDO);

    // Then
    assertThat(answer).isEqualTo(VerbAnswer.refused("the pool asks for another digest by now"));
  }

  @Test
  void shouldRefuseToSkipWhatRunsTheImage() {
    // Given
    scene.reportsUpdated();

    // When
    VerbAnswer answer = say(Verb.SKIP);

    // Then
    assertThat(answer).isEqualTo(VerbAnswer.refused("it runs the image already"));
  }

  private VerbAnswer say(Verb verb) {
    String about =
        switch (verb) {
          case RETRY, SKIP -> scene.ref.node();
          case APPROVE -> DIGEST;
          case APPROVE_STEP -> "1";
          case PAUSE, RESUME, CHECK_NOW, CANCEL, UNDO -> "";
        };
    return say(new VerbOrder(verb, about, "why", ""));
  }

  /** The run was told that all may be said. */
  private VerbAnswer say(VerbOrder order) {
    RolloutTarget target =
        new RolloutTarget(
            scene.ref.pool(),
            scene.ref.poolUid(),
            1,
            NodeScene.NEW,
            MaxUnavailable.ONE,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            AllowedVerbs.ALL);
    return verbs.carryOut(target, order, BY, "rollout/" + scene.ref.pool());
  }

  private void failed() {
    String verdict =
        new Verdict(Verdict.Outcome.DRAIN_TIMED_OUT, DIGEST, 1, "2026-11-29T12:00:00Z", "")
            .toAnnotation()
            .replace("\"", "\\\"");
    scene
        .client
        .resources(BootcNode.class)
        .withName(scene.ref.node())
        .patch(
            MERGE,
            "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                .formatted(BootcApi.VERDICT, verdict));
  }

  private void editPool(String patch) {
    scene.client.resources(BootcNodePool.class).withName(scene.ref.pool()).patch(MERGE, patch);
  }

  private void editStatus(String status) {
    scene
        .client
        .resources(BootcNodePool.class)
        .withName(scene.ref.pool())
        .subresource("status")
        .patch(MERGE, "{\"status\":" + status + "}");
  }

  private BootcNodePool pool() {
    return scene.pool.read().orElseThrow();
  }

  private BootcNode node() {
    return scene.bootcNode();
  }
}
