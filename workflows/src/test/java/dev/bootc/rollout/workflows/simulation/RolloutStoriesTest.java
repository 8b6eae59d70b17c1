package dev.bootc.rollout.workflows.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DrainPreflight;
import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.api.RolloutPhase;
import dev.bootc.rollout.workflows.node.GateAnswer;
import dev.bootc.rollout.workflows.plan.ManualApproval;
import dev.bootc.rollout.workflows.plan.MaxStaging;
import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import dev.bootc.rollout.workflows.window.MinimumAge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Small rollouts from begin to end, as a reader would watch them. {@code -Dupdate.golden=true}
 * writes the stories anew; read the difference before you commit it.
 */
class RolloutStoriesTest {
  private static final Path STORIES = Path.of("src", "test", "resources", "stories");

  @SuppressWarnings("ImmutableEnumChecker") // Functions without state.
  enum Scenario {
    THREE_WORKERS_ONE_BY_ONE(RolloutStoriesTest::threeWorkers),
    A_BAD_IMAGE_AND_ITS_SUCCESSOR(RolloutStoriesTest::badImage),
    CONTROL_PLANE_AND_A_CORDONED_NODE(RolloutStoriesTest::controlPlane),
    PAUSED_AND_DRAINED_IN_VAIN(RolloutStoriesTest::paused),
    CANCELLED_IN_THE_MIDDLE(RolloutStoriesTest::cancelled),
    TEMPORAL_LOSES_EVERYTHING(RolloutStoriesTest::emptied),
    A_CORDON_LIFTED_IN_THE_SLOT(RolloutStoriesTest::liftedInItsSlot),
    OUR_CORDON_LIFTED_IN_MID_DRAIN(RolloutStoriesTest::liftedInItsDrain),
    DOWN_FOR_AN_IMAGE_THAT_NOBODY_WANTS_ANY_MORE(RolloutStoriesTest::staysDown),
    BACK_TO_THE_OLD_IMAGE(RolloutStoriesTest::back),
    A_WINDOW_THAT_CLOSES_IN_THE_MIDDLE(RolloutStoriesTest::windows),
    ZONE_BY_ZONE_WITH_THE_CONTROL_PLANE_FIRST(RolloutStoriesTest::zones),
    A_CANARY_THEN_HALF_THEN_ALL(RolloutStoriesTest::canary),
    A_CANARY_THAT_FAILS(RolloutStoriesTest::badCanary),
    A_POOL_THAT_DEPENDS_ON_ANOTHER(RolloutStoriesTest::depends),
    A_NODE_LEFT_OUT(RolloutStoriesTest::leftOut),
    A_DRAIN_HELD_AND_THEN_FORCED(RolloutStoriesTest::heldAndForced),
    APPROVED_BY_HAND(RolloutStoriesTest::approved),
    SKIPPED_IN_ITS_DRAIN(RolloutStoriesTest::skipped),
    UNDONE_AND_TRIED_AGAIN(RolloutStoriesTest::undone),
    CALLED_BAD_BY_A_PERSON(RolloutStoriesTest::calledBad),
    STAGED_TWO_AT_A_TIME(RolloutStoriesTest::inTurns),
    AN_IMAGE_THAT_IS_TOO_YOUNG(RolloutStoriesTest::young),
    ONE_SLOT_FOR_TWO_POOLS(RolloutStoriesTest::shared),
    A_GATE_THAT_CANNOT_BE_ASKED_AND_ONE_THAT_FAILS(RolloutStoriesTest::gated),
    A_GATE_BEFORE_THE_FIRST_NODE(RolloutStoriesTest::gatedBefore),
    VOLUMES_DETACHED_LATE_AND_NEVER(RolloutStoriesTest::detached);

    private final Consumer<Story> tells;

    Scenario(Consumer<Story> tells) {
      this.tells = tells;
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellTheSameStoryWhenNothingWasMeantToChange(Scenario scenario) throws IOException {
    // Given
    Story story = new Story();

    // When
    scenario.tells.accept(story);

    // Then
    String name = scenario.name().toLowerCase(Locale.ROOT).replace('_', '-');
    Path golden = STORIES.resolve(name + ".txt");
    if (Boolean.getBoolean("update.golden")) {
      Files.createDirectories(STORIES);
      Files.writeString(golden, story.text());
    }
    assertThat(story.text()).isEqualTo(Files.readString(golden));
  }

  private static void threeWorkers(Story story) {
    story.workers(3);
    story.play("Three nodes, one slot");
  }

  private static void badImage(Story story) {
    story.workers(4);
    story.world().edit(new MaxUnavailable(50, true));
    story.world().nodes().forEach(node -> node.host.fallIll(Ailment.ROLLS_BACK_SILENTLY));
    story.play("The hosts reject image 1 and boot their old one");
    story.world().nodes().forEach(node -> node.host.heal());
    story.world().editForth();
    story.play("Image 2 is better; slot holders keep their slots");
  }

  private static void controlPlane(Story story) {
    story.workers(2);
    story.world().join(true);
    story.world().join(true);
    story.node("worker-01").cordonByHand(true);
    story.world().edit(new MaxUnavailable(3, false));
    story.play("Three slots, two control-plane nodes, and one that an admin cordoned");
  }

  private static void paused(Story story) {
    story.workers(2);
    story.world().pauseByField(true);
    story.play("Paused from the start: everything is staged, nothing is touched");
    story.node("worker-01").host.fallIll(Ailment.UNDRAINABLE);
    story.world().pauseByField(false);
    story.play("Resumed; the pods of worker-01 do not leave in time");
  }

  private static void leftOut(Story story) {
    story.workers(3);
    story.world().edit(PoolSpec.SKIP.lookingBefore(DrainPreflight.SKIP));
    story.node("worker-01").host.fallIll(Ailment.UNDRAINABLE);
    story.playUntil(
        "worker-01 can never be drained: it is left out, and the others go",
        () ->
            story
                .operator()
                .run()
                .flatMap(PoolRun::latest)
                .filter(plan -> plan.phase() == RolloutPhase.BLOCKED)
                .isPresent());
    story.node("worker-01").host.heal();
    story.playUntil(
        "Somebody mends its budget: after five minutes it is looked at again by itself",
        () -> story.operator().run().isEmpty());
  }

  private static void inTurns(Story story) {
    story.world().ask(PoolOptions.NONE.with(new MaxStaging(2, false)));
    story.workers(4);
    story.play("Nodes that join are asked for the image as they join");
    story.world().editForth();
    story.node("worker-02").host.fallIll(Ailment.FAILS_TO_STAGE);
    story.play("Two at a time stage the next one; worker-02 cannot, and makes way");
    story.node("worker-02").host.heal();
    story.world().editForth();
    story.play("Another image in the end: each has its turn again");
  }

  private static void young(Story story) {
    story.world().ask(PoolOptions.NONE.with(new MinimumAge(Duration.ofMinutes(10), World.BEGIN)));
    story.workers(2);
    story.rounds(8);
    story.cluster().pass(Duration.ofMinutes(10));
    story.play("Ten minutes later the image is old enough");
  }

  private static void shared(Story story) {
    story.world().share(MaxUnavailable.ONE);
    story.workers(2);
    story.world().otherPool().mark("other-1", story.world().now());
    story.world().otherPool().goesOn("other-1", story.world().now());
    story.rounds(8);
    story.world().otherPool().free("other-1");
    story.play("The other pool is done with its node");
  }

  private static void heldAndForced(Story story) {
    story.workers(2);
    story.world().edit(PoolSpec.draining(DrainTimeoutAction.HOLD));
    story.node("worker-01").host.fallIll(Ailment.UNDRAINABLE);
    story.play("A pod of worker-01 does not leave in time; the node keeps its slot");
    story.rounds(12);
    story.world().edit(PoolSpec.draining(DrainTimeoutAction.FORCE));
    story.play("Somebody wants it deleted");
  }

  private static void detached(Story story) {
    story.workers(2);
    story.world().edit(PoolSpec.detaching(PoolSpec.SKIP, Duration.ofSeconds(60)));
    SimulatedNode first = story.node("worker-01");
    story.playUntil(
        "The pods of worker-01 have left, and its volume is still attached: it stays up",
        () -> first.pods() == 0);
    story.rounds(3);
    story.world().tell(first.name, first.volumes.detach());
    SimulatedNode second = story.node("worker-02");
    story.playUntil("Detached, it goes; then the pods of worker-02", () -> second.pods() == 0);
    story.operator().forgetAll();
    story.rounds(2);
    story.playUntil(
        "Temporal is empty: whoever takes over counts anew; what is never detached is given a minute",
        () -> !second.host.isUp());
    story.play("It goes down all the same");
  }

  private static void cancelled(Story story) {
    story.workers(3);
    story.world().edit(new MaxUnavailable(2, false));
    story.playUntil(
        "Two nodes at a time, until the first goes down",
        () -> !story.node("worker-01").host.isUp());
    story.operator().cancelRollout(story.cluster().anyWorker());
    story.play("Cancelled: what is not down is put back, what is down comes back");
    story.world().editForth();
    story.play("Another image begins anew");
  }

  private static void emptied(Story story) {
    story.workers(2);
    story.playUntil("One node is drained", () -> story.node("worker-01").pods() == 0);
    story.operator().forgetAll();
    story.play("Temporal is empty: the next run finds the slot and goes on where the node is");
  }

  private static void liftedInItsSlot(Story story) {
    story.workers(1);
    SimulatedNode node = story.node("worker-01");
    node.cordonByHand(true);
    story.playUntil("An admin has cordoned it, and it is drained", node::holdsSlot);
    node.cordonByHand(false);
    story.play("The admin lifts that in the middle, so it is not left cordoned");
  }

  private static void liftedInItsDrain(Story story) {
    story.workers(1);
    SimulatedNode node = story.node("worker-01");
    story.playUntil("It is drained", () -> node.isCordoned() && node.pods() == 1);
    node.cordonByHand(false);
    story.operator().forgetAll();
    story.playUntil(
        "Somebody wants it back, and Temporal is empty: its update begins anew, and leaves it alone",
        () -> story.operator().updates().isOpen("worker-01"));
    story.rounds(2);
    node.cordonByHand(true);
    story.play("Cordoned again by the same person, it goes on");
  }

  private static void staysDown(Story story) {
    story.workers(2);
    SimulatedNode node = story.node("worker-01");
    node.host.fallIll(Ailment.STAYS_DOWN);
    story.playUntil("Down, and not back", () -> !node.isReady());
    story.world().editForth();
    story.play("The next image does not make it healthy: it is named, and nobody follows");
    node.host.heal();
    story.play("Somebody presses its button");
  }

  private static void windows(Story story) {
    story.workers(3);
    story
        .world()
        .ask(
            PoolOptions.NONE.with(
                new SimulatedWindows(30, Duration.ofMinutes(4), Duration.ofMinutes(2), null)));
    story.play("A window of four minutes each half hour, and an update is expected to take two");
    Instant opens = story.world().nextStart(story.world().now());
    story.cluster().pass(Duration.between(story.world().now(), opens));
    story.play("The next window: it goes on where it was");
    story.world().overrideWindows(Duration.ofMinutes(10));
    story.play("A person does not want to wait for the one after that");
  }

  private static void depends(Story story) {
    story.workers(2);
    story.world().ask(PoolOptions.NONE.depending());
    story.rounds(8);
    story.world().makePeace();
    story.play("The other pool is up to date for good");
  }

  private static void canary(Story story) {
    story.workers(5);
    story.world().edit(new MaxUnavailable(5, false));
    story.world().ask(PoolOptions.NONE.with(new SimulatedCanary(Duration.ofMinutes(10), true, 0)));
    story.play(
        "Five slots, but one node goes first, is watched for ten minutes, and somebody asks");
    story.operator().forgetAll();
    story.cluster().pass(Duration.ofMinutes(10));
    story.play("Temporal is emptied in the soak; it goes on by what the nodes say");
    story.world().approveStep();
    story.play("A person approves: half of them, and once these are done all others");
  }

  private static void badCanary(Story story) {
    story.workers(5);
    story.world().edit(new MaxUnavailable(5, false));
    story.world().ask(PoolOptions.NONE.with(new SimulatedCanary(Duration.ZERO, false, 0)));
    story.world().nodes().forEach(node -> node.host.fallIll(Ailment.ROLLS_BACK_SILENTLY));
    story.play("An image that no host keeps: one node is touched");
  }

  private static void undone(Story story) {
    story.workers(5);
    story.play("Image 1 is everywhere");
    story.world().edit(new MaxUnavailable(2, false));
    story.world().ask(PoolOptions.NONE.with(SimulatedUndo.ASKED.deployed(Images.image(1))));
    SimulatedNode down = story.node("worker-03");
    down.host.fallIll(Ailment.STAYS_DOWN);
    story.node("worker-04").host.fallIll(Ailment.ROLLS_BACK);
    story.world().editForth();
    story.playUntil(
        "Image 2 is on two nodes when the next two fail at it",
        () -> story.world().pool().wayBack().isPresent());
    story.operator().forgetAll();
    story.play(
        "Temporal is empty: the pool's status knows that it goes back; who is down keeps its slot");
    down.host.heal();
    story.play("Somebody presses its button");
    story.node("worker-04").host.heal();
    story.world().tryAgain();
    story.play("A person wants image 2 tried again");
  }

  private static void gatedBefore(Story story) {
    story.workers(2);
    story.world().ask(PoolOptions.NONE.with(List.of(Gatekeeper.BEFORE)));
    SimulatedNode first = story.node("worker-01");
    first.host.judgedByItsGate(new GateAnswer.SaysNo("an alert is firing"));
    story.playUntil(
        "An alert is firing, and later nobody knows: no node is even cordoned",
        () -> isLeftOut(first));
    story.rounds(4);
    first.host.judgedByItsGate(new GateAnswer.CannotBeAsked("nobody answers"));
    story.rounds(12);
    first.host.judgedByItsGate(new GateAnswer.Passes());
    story.play("The alert is over: both go, one by one");
  }

  private static boolean isLeftOut(SimulatedNode node) {
    return node.bootcNode().filter(known -> known.marks().leftOut() != null).isPresent();
  }

  private static void calledBad(Story story) {
    story.workers(3);
    story.play("Image 1 is everywhere");
    story.world().editForth();
    story.play("Image 2 is everywhere too");
    story.world().sayUndo(Images.digest(1), " bad");
    story.play("A person calls image 1 bad, which nobody asks for: nothing happens");
    story.world().sayUndo(Images.digest(2), " bad");
    story.playUntil(
        "A person calls image 2 bad, though nothing has failed",
        () -> !story.world().slotHolders().isEmpty());
    story.operator().forgetAll();
    story.play("Temporal is empty: the pool's status knows that it goes back");
    story.world().tryAgain();
    story.playUntil(
        "Image 2 after all: the word from before counts no more",
        () -> !story.world().slotHolders().isEmpty());
    story.world().sayUndo(Images.digest(2), " worse");
    story.play("It is called bad again in the middle: nodes that never left are not touched");
  }

  private static void gated(Story story) {
    story.workers(4);
    story.world().ask(PoolOptions.NONE.with(List.of(Gatekeeper.GATE)));
    story.world().edit(new MaxUnavailable(2, false));
    SimulatedNode first = story.node("worker-01");
    first.host.judgedByItsGate(new GateAnswer.CannotBeAsked("nobody answers"));
    story.play(
        "Nobody knows whether worker-01 is in order: it keeps its slot, and no other begins");
    first.host.judgedByItsGate(new GateAnswer.SaysNo("a pod is not Ready"));
    story.play("It can be asked, and says no until its time is over");
    first.host.judgedByItsGate(new GateAnswer.Passes());
    story.play("Somebody mends the pod: it holds after all, and the others go");
  }

  private static void skipped(Story story) {
    story.workers(3);
    SimulatedNode node = story.node("worker-01");
    node.host.fallIll(Ailment.UNDRAINABLE);
    story.playUntil("The pods of worker-01 do not leave", node::isCordoned);
    node.skip(Images.digest(1));
    story.play("Somebody leaves it out: it gets its cordon back, and the others go on");
    node.host.heal();
    node.skip(null);
    story.play("Not any more");
  }

  private static void approved(Story story) {
    story.workers(2);
    story.world().approval(new ManualApproval(null));
    story.play("updatePolicy is Manual: everything is staged, nothing is touched");
    story.world().approval(new ManualApproval(Images.digest(7)));
    story.play("Somebody approves another digest");
    story.world().approval(new ManualApproval(Images.digest(1)));
    story.playUntil("That digest", () -> story.node("worker-01").isCordoned());
    story.world().editForth();
    story.play("Another image in the middle: the slot is kept, and nobody has approved it");
    story.world().approval(new ManualApproval(Images.digest(2)));
    story.play("Approved");
  }

  private static void zones(Story story) {
    story.workers(6);
    story.world().join(true);
    story.world().edit(new MaxUnavailable(3, false));
    story.world().ask(PoolOptions.NONE.with(new SimulatedOrder(true, false, true)));
    story.play("Three slots, three zones of which one goes at a time, the control plane first");
  }

  private static void back(Story story) {
    story.workers(2);
    story.play("Image 1 is everywhere");
    story.world().editForth();
    story.playUntil("Image 2 is on its way", () -> !story.node("worker-01").host.isUp());
    story.world().edit(1);
    story.play("Back to image 1: what went down comes up with 2, and goes once more");
  }
}
