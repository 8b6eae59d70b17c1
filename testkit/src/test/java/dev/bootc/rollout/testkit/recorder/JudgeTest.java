package dev.bootc.rollout.testkit.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.api.AbstractListAssert;
import org.junit.jupiter.api.Test;

class JudgeTest {

  @Test
  void shouldFindNothingWhenNodesAreUpdatedOneByOne() {
    // Given
    Scene scene = Scene.ofStagedPool("1", "a", "b").updated("a").updated("b");

    // When
    Findings findings = scene.atTheEnd();

    // Then
    assertThat(findings.violations()).isEmpty();
    assertThat(findings.boots()).containsEntry("a", 1).containsEntry("b", 1);
  }

  @Test
  void shouldJudgeInStoredOrderWhenWatchesDeliverInAnother() {
    // Given
    Scene scene = Scene.ofStagedPool("1", "a", "b").updated("a").updated("b");

    // When
    Findings findings = scene.atTheEndReversed();

    // Then
    assertThat(findings.violations()).isEmpty();
  }

  @Test
  void shouldFindTheBudgetExceededWhenOneNodeTooManyIsCordoned() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a", "b")
            .slotTaken("a")
            .cordoned("a", true)
            .slotTaken("b")
            .cordoned("b", true);

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings)
        .containsExactly(
            "Node b of pool pool became cordoned, the number of unavailable nodes then being 2 of at most 1: a, b");
  }

  @Test
  void shouldFindTheBudgetExceededWhenAnotherNodeIsNotReadyAlready() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a", "b").ready("a", false).slotTaken("b").cordoned("b", true);

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings).singleElement().asString().contains("2 of at most 1: a, b");
  }

  @Test
  void shouldRoundPercentagesUpWhenItCountsTheBudget() {
    // Given
    Scene scene =
        Scene.ofStagedPool("34%", "a", "b", "c")
            .slotTaken("a")
            .cordoned("a", true)
            .slotTaken("b")
            .cordoned("b", true);

    // When
    Findings findings = scene.soFar();

    // Then
    assertThat(findings.violations()).isEmpty();
  }

  @Test
  void shouldAllowTheOldLimitForAMomentWhenItWasLowered() {
    // Given
    Scene scene =
        Scene.ofStagedPool("2", "a", "b", "c")
            .slotTaken("a")
            .cordoned("a", true)
            .pool("1", Scene.NEW)
            .slotTaken("b")
            .cordoned("b", true)
            .later(Duration.ofSeconds(3))
            .slotTaken("c")
            .cordoned("c", true);

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings).singleElement().asString().startsWith("Node c ");
  }

  @Test
  void shouldNameThePodsWhenANodeGoesDownUndrained() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a")
            .pod("web-1", "a")
            .daemonPod("agent-1", "a")
            .slotTaken("a")
            .cordoned("a", true)
            .approved("a")
            .ready("a", false);

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings)
        .containsExactly("Node a went not Ready while pods were on it: shop/web-1");
  }

  @Test
  void shouldNameThePodsWhenANodeBootsUndrainedWithoutEverBeingSeenNotReady() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a")
            .pod("web-1", "a")
            .slotTaken("a")
            .cordoned("a", true)
            .approved("a")
            .podTerminates("web-1")
            .booted("a", "boot-2");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings)
        .containsExactly("Node a booted while pods were on it: shop/web-1");
  }

  @Test
  void shouldFindNothingWhenThePodsWentBeforeTheNode() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a", "b")
            .budgetOverWeb(1)
            .pod("web-1", "a")
            .pod("web-2", "b")
            .slotTaken("a")
            .cordoned("a", true)
            .podTerminates("web-1")
            .podGone("web-1")
            .approved("a")
            .comesBack("a");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThat(findings.violations()).isEmpty();
  }

  @Test
  void shouldFindABudgetViolatedWhenAPodGoesThatItNeeds() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a", "b")
            .budgetOverWeb(2)
            .pod("web-1", "a")
            .pod("web-2", "b")
            .podTerminates("web-2");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings)
        .containsExactly(
            "Pod shop/web-2 on node b went, which left 1 healthy pods where PodDisruptionBudget shop/web wants 2");
  }

  @Test
  void shouldFindACordonWithoutASlot() {
    // Given
    Scene scene = Scene.ofStagedPool("1", "a").cordoned("a", true).slotTaken("a");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings).containsExactly("Node a was cordoned without holding a slot");
  }

  @Test
  void shouldFindABootWithoutAnApproval() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a").slotTaken("a").cordoned("a", true).booted("a", "boot-2");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings)
        .containsExactly("Node a booted without an approval since its last boot");
  }

  @Test
  void shouldFindTheSecondBootWhenOnlyOneWasApproved() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a")
            .slotTaken("a")
            .cordoned("a", true)
            .approved("a")
            .comesBack("a")
            .booted("a", "boot-3");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings)
        .containsExactly("Node a booted without an approval since its last boot");
    assertThat(findings.boots()).containsEntry("a", 2);
  }

  @Test
  void shouldFindAnApprovalForAnImageThatThePoolHadGivenUp() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a")
            .slotTaken("a")
            .cordoned("a", true)
            .pool("1", Scene.NEWER)
            .later(Duration.ofSeconds(3))
            .approved("a");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings)
        .singleElement()
        .asString()
        .startsWith("Node a was approved to boot " + Scene.NEW + ", which pool pool had given up");
  }

  @Test
  void shouldForgiveAnApprovalThatCrossedTheEditOfThePool() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a")
            .slotTaken("a")
            .cordoned("a", true)
            .pool("1", Scene.NEWER)
            .approved("a")
            .comesBack("a");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThat(findings.violations()).isEmpty();
  }

  @Test
  void shouldForgiveAnApprovalWhenThePoolCameBackToTheImage() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a")
            .pool("1", Scene.NEWER)
            .pool("1", Scene.NEW)
            .later(Duration.ofSeconds(3))
            .slotTaken("a")
            .cordoned("a", true)
            .approved("a");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThat(findings.violations()).isEmpty();
  }

  @Test
  void shouldFindANodeThatBootedAnImageNobodyApproved() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a")
            .slotTaken("a")
            .cordoned("a", true)
            .approved("a")
            .reports("a", Scene.NEWER);

    // When
    Findings findings = scene.soFar();

    // Then
    assertThatSentences(findings)
        .singleElement()
        .asString()
        .startsWith("Node a reports to have booted [" + Scene.NEWER + "]");
  }

  @Test
  void shouldFindACordonAndASlotThatAreLeftAtTheEnd() {
    // Given
    Scene scene = Scene.ofStagedPool("1", "a").slotTaken("a").cordoned("a", true);

    // When
    Findings findings = scene.atTheEnd();

    // Then
    assertThatSentences(findings)
        .containsExactlyInAnyOrder(
            "Node a is left cordoned, and was schedulable at first",
            "BootcNode a is left with bootc.dev/in-reboot-slot, bootc.dev/was-cordoned");
  }

  @Test
  void shouldFindACordonThatWasTakenAwayFromSomebodyElse() {
    // Given
    Scene scene = new Scene().pool("1", Scene.NEW).loneNode("a", true).cordoned("a", false);

    // When
    Findings findings = scene.atTheEnd();

    // Then
    assertThatSentences(findings)
        .containsExactly("Node a is left schedulable, and was cordoned at first");
  }

  @Test
  void shouldFindWhatADeletedPoolLeavesBehind() {
    // Given
    Scene scene = Scene.ofStagedPool("1", "a", "b").bootcNodeGone("a").poolGone();

    // When
    Findings findings = scene.atTheEnd();

    // Then
    assertThatSentences(findings)
        .containsExactlyInAnyOrder(
            "Node a is left labelled as managed, and has no BootcNode",
            "BootcNode b is left without its pool");
  }

  @Test
  void shouldFindNothingWhenADeletedPoolLeftNothingBehind() {
    // Given
    Scene scene = Scene.ofStagedPool("1", "a").managed("a", false).bootcNodeGone("a").poolGone();

    // When
    Findings findings = scene.atTheEnd();

    // Then
    assertThat(findings.violations()).isEmpty();
  }

  @Test
  void shouldMeasureHowLongASlotStoodIdleWhenItIsUsedAgain() {
    // Given
    Scene scene =
        Scene.ofStagedPool("1", "a", "b", "c")
            .updated("a")
            .later(Duration.ofMillis(70))
            .updated("b")
            .updated("c");

    // When
    Findings findings = scene.soFar();

    // Then
    assertThat(findings.turnarounds())
        .containsExactly(Duration.ofMillis(40), Duration.ofMillis(110));
    assertThat(findings.turnaround(50)).hasValue(Duration.ofMillis(40));
    assertThat(findings.turnaround(99)).hasValue(Duration.ofMillis(110));
  }

  @Test
  void shouldTellTheStoryOfANodeInOrder() {
    // Given
    Scene scene = Scene.ofStagedPool("1", "a").updated("a");

    // When
    Findings findings = scene.atTheEnd();

    // Then
    assertThat(findings.timelines().get("a"))
        .extracting(Findings.Moment::what)
        .containsExactly(
            "slot taken",
            "cordoned",
            "may boot sha256:bbbbbbbbbbbb",
            "not Ready",
            "new boot",
            "reports to have booted sha256:bbbbbbbbbbbb",
            "Ready",
            "uncordoned",
            "slot freed");
  }

  private static AbstractListAssert<?, ?, String, ?> assertThatSentences(Findings findings) {
    return assertThat(findings.violations()).extracting(Violation::sentence);
  }
}
