package dev.bootc.rollout.workflows.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.DrainOrder;
import dev.bootc.rollout.api.DrainTimeoutAction;
import dev.bootc.rollout.workflows.drain.DrainedPod.Ending;
import dev.bootc.rollout.workflows.drain.DrainedPod.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvictionBookTest {
  private static final EvictionAnswer EVICTED = new EvictionAnswer.Evicted();

  private final EvictionBook book = new EvictionBook();
  private Duration now = Duration.ZERO;

  @Test
  void shouldEvictEachPodOnceWhenItIsOnItsWay() {
    // Given
    DrainedPod web = pod("web-1", "web", false);
    DrainedPod agent = of(Role.OF_THE_NODE);
    DrainedPod done = of(Role.FINISHED);
    DrainedPod temporal = of(Role.OURS_AND_BOUND);

    // When
    EvictionBook.Round first = look(web, agent, done, temporal);
    book.answered(web, EVICTED, now);
    EvictionBook.Round second = look(ending(web), agent, done, temporal);
    EvictionBook.Round third = look(agent, done, temporal);

    // Then
    assertThat(first.evict()).containsExactly(web);
    assertThat(second.evict()).isEmpty();
    assertThat(second.isEmpty()).isFalse();
    assertThat(third.isEmpty()).isTrue();
  }

  @Test
  void shouldEvictAPodThatCameByARaceWhenTheDrainHasBegun() {
    // Given
    DrainedPod web = pod("web-1", "web", false);
    DrainedPod late = pod("web-2", "web", false);
    look(web);
    book.answered(web, EVICTED, now);

    // When
    EvictionBook.Round round = look(ending(web), late);

    // Then
    assertThat(round.evict()).containsExactly(late);
    assertThat(round.comesBack()).isEmpty();
  }

  @Test
  void shouldNotChaseAPodWhenItToleratesTheCordonAndComesBack() {
    // Given
    DrainedPod first = pod("everywhere-1", "everywhere", true);
    DrainedPod sibling = pod("everywhere-2", "everywhere", true);
    DrainedPod back = pod("everywhere-3", "everywhere", true);
    look(first, sibling);
    book.answered(first, EVICTED, now);
    book.answered(sibling, refused("budget", Duration.ZERO), now);

    // When
    EvictionBook.Round round = look(sibling, back);

    // Then
    assertThat(round.comesBack()).containsExactly("everywhere");
    assertThat(round.evict()).isEmpty();
    assertThat(round.isEmpty()).as("the sibling was there and has to leave").isFalse();
    assertThat(look(back).isEmpty()).isTrue();
  }

  @Test
  void shouldNotWaitForAWorkloadWhenItIsKnownToComeBack() {
    // Given
    DrainedPod back = pod("everywhere-9", "everywhere", true);

    // When
    EvictionBook.Round round = book.look(List.of(back), Set.of("everywhere"), now);

    // Then
    assertThat(round.evict()).isEmpty();
    assertThat(round.isEmpty()).isTrue();
  }

  @Test
  void shouldNotChaseAPodWhenItIsBoundToTheNodeWhateverIsDone() {
    // Given
    List<DrainedPod> evicted = new ArrayList<>();

    // When
    EvictionBook.Round round = look(pod("pinned-0", "pinned", false));
    for (int i = 1; !round.evict().isEmpty() && i < 10; i++) {
      DrainedPod pod = round.evict().getFirst();
      evicted.add(pod);
      book.answered(pod, EVICTED, now);
      round = look(pod("pinned-" + i, "pinned", false));
    }

    // Then
    assertThat(evicted).hasSize(3);
    assertThat(round.comesBack()).containsExactly("pinned");
    assertThat(round.isEmpty()).isTrue();
  }

  @Test
  void shouldEvictAllThatAreThereWhenTheNodeWasOpenInBetween() {
    // Given
    DrainedPod first = pod("everywhere-1", "everywhere", true);
    DrainedPod second = pod("everywhere-2", "everywhere", true);
    look(first);
    book.answered(first, EVICTED, now);

    // When
    book.beginAnew();
    EvictionBook.Round round = look(second);

    // Then
    assertThat(round.evict()).containsExactly(second);
  }

  @Test
  void shouldAskAFewTimesASecondWhenManyPodsAreHeld() {
    // Given
    DrainedPod[] held =
        IntStream.range(0, 200)
            .mapToObj(i -> pod("blocked-" + i, "blocked", false))
            .toArray(DrainedPod[]::new);
    askAll(held);
    now = Duration.ofMinutes(1);

    // When
    int asked = 0;
    while (now.compareTo(Duration.ofMinutes(2)) < 0) {
      asked += askAll(held);
      now = now.plusMillis(50);
    }

    // Then
    assertThat(asked).isBetween(200, 240);
  }

  @Test
  void shouldPauseLongerAndLongerWhenAPodIsHeld() {
    // Given
    DrainedPod held = pod("db-0", "db", false);
    List<Duration> asked = new ArrayList<>();

    // When
    while (now.compareTo(Duration.ofSeconds(40)) < 0) {
      for (DrainedPod pod : look(held).evict()) {
        asked.add(now);
        book.answered(pod, refused("budget", Duration.ZERO), now);
      }
      now = now.plusMillis(100);
    }

    // Then
    assertThat(asked)
        .startsWith(Duration.ZERO, Duration.ofMillis(500), Duration.ofMillis(1_500))
        .hasSizeBetween(7, 9);
  }

  @Test
  void shouldWaitAsLongAsTheServerAsksForWhenItSaysSo() {
    // Given
    DrainedPod held = pod("db-0", "db", false);
    look(held);

    // When
    book.answered(held, refused("budget is being looked at", Duration.ofSeconds(30)), now);

    // Then
    assertThat(book.pause(now)).isEqualTo(Duration.ofSeconds(30));
    now = Duration.ofSeconds(29);
    assertThat(look(held).evict()).isEmpty();
    now = Duration.ofSeconds(30);
    assertThat(look(held).evict()).containsExactly(held);
  }

  @Test
  void shouldDeleteAtOnceWhatWasRefusedWhenItIsForced() {
    // Given
    DrainedPod held = pod("db-0", "db", false);
    DrainedPod ends = ending(pod("web-1", "web", false));
    look(held, ends);
    book.answered(held, refused("budget", Duration.ofMinutes(5)), now);

    // When
    book.follow(DrainPolicy.UNSET, true);
    EvictionBook.Round forced = look(held, ends);
    String before = book.text(true, now);
    book.answered(held, EVICTED, now);
    EvictionBook.Round after = look(held, ends);

    // Then
    assertThat(forced.evict()).containsExactly(held);
    assertThat(before).contains("shop/db-0: to be deleted");
    assertThat(after.evict()).isEmpty();
    assertThat(book.text(true, now)).contains("shop/db-0: deleted");
    assertThat(book.isForced()).isTrue();
  }

  @Test
  void shouldEvictAgainWhenItIsForcedNoMore() {
    // Given
    DrainedPod held = pod("db-0", "db", false);
    book.follow(DrainPolicy.UNSET, true);
    look(held);
    book.answered(held, refused("a webhook", Duration.ofMinutes(5)), now);

    // When
    book.follow(DrainPolicy.UNSET, false);

    // Then
    assertThat(look(held).evict()).containsExactly(held);
    assertThat(book.isForced()).isFalse();
  }

  @Test
  void shouldNotTakeAPodForOneThatComesBackWhenItIsForced() {
    // Given
    DrainedPod first = pod("everywhere-1", "everywhere", true);
    DrainedPod back = pod("everywhere-2", "everywhere", true);
    look(first);
    book.answered(first, refused("budget", Duration.ZERO), now);

    // When
    book.follow(DrainPolicy.UNSET, true);
    book.answered(look(first).evict().getFirst(), EVICTED, now);
    EvictionBook.Round round = look(ending(first), back);

    // Then
    assertThat(round.comesBack()).containsExactly("everywhere");
    assertThat(round.isEmpty()).as("the first was there and has to leave").isFalse();
  }

  private static final DrainPolicy SPARING =
      new DrainPolicy(null, DrainTimeoutAction.SKIP, false, false, null, null, null, null);

  @Test
  void shouldSpareBarePodsAndEmptyDirsWhenThePoolSaysSo() {
    // Given
    DrainedPod web = pod("web-1", "web", false);
    DrainedPod bare = with(pod("bare", "", false), new PodTraits(true, false, false, 0));
    DrainedPod cache = with(pod("cache-1", "cache", false), new PodTraits(false, true, false, 0));
    book.follow(SPARING, true);

    // When
    EvictionBook.Round round = look(bare, cache, web);
    String text = book.text(true, now);

    // Then
    assertThat(round.evict()).as("also by force").containsExactly(web);
    assertThat(round.isEmpty()).isFalse();
    assertThat(text)
        .contains("shop/bare: no controller brings it back: delete it, or set")
        .contains("shop/cache-1: has an emptyDir")
        .endsWith("shop/web-1: to be deleted");
    assertThat(look(web).evict()).containsExactly(web);
    assertThat(book.pause(now)).isZero();
    assertThat(look().isEmpty()).isTrue();
  }

  @Test
  void shouldMoveWhatItSparedWhenThePoolWantsThatNoMore() {
    // Given
    DrainedPod bare = with(pod("bare", "", false), new PodTraits(true, false, false, 0));
    book.follow(SPARING, false);
    look(bare);

    // When
    book.follow(DrainPolicy.UNSET, false);

    // Then
    assertThat(look(bare).evict()).containsExactly(bare);
  }

  @Test
  void shouldGoOnWithTheNextPriorityWhenTheLowestHasLeft() {
    // Given
    DrainedPod batch = with(pod("batch-1", "batch", false), new PodTraits(false, false, false, -5));
    DrainedPod web = pod("web-1", "web", false);
    DrainedPod db = with(pod("db-0", "db", false), new PodTraits(false, false, false, 1_000));
    book.follow(ordered(DrainOrder.BY_PRIORITY), false);

    // When
    EvictionBook.Round first = look(db, web, batch);
    String text = book.text(true, now);
    book.answered(batch, EVICTED, now);
    EvictionBook.Round waiting = look(db, web, ending(batch));
    EvictionBook.Round second = look(db, web);
    EvictionBook.Round third = look(db);

    // Then
    assertThat(first.evict()).containsExactly(batch);
    assertThat(text).contains("shop/db-0, shop/web-1: leaves after those of lower priority");
    assertThat(waiting.evict()).isEmpty();
    assertThat(second.evict()).containsExactly(web);
    assertThat(third.evict()).containsExactly(db);
  }

  @Test
  void shouldLetAJobCompleteUntilItIsForcedWhenThePoolWaitsForJobs() {
    // Given
    DrainedPod web = pod("web-1", "web", false);
    DrainedPod job = with(pod("job-1", "job", false), new PodTraits(false, false, true, 0));
    book.follow(ordered(DrainOrder.WAIT_FOR_JOBS), false);

    // When
    EvictionBook.Round round = look(web, job);
    String text = book.text(true, now);
    book.follow(ordered(DrainOrder.WAIT_FOR_JOBS), true);
    EvictionBook.Round forced = look(job);

    // Then
    assertThat(round.evict()).containsExactly(web);
    assertThat(text).contains("shop/job-1: of a Job, which may complete");
    assertThat(forced.evict()).containsExactly(job);
  }

  @Test
  void shouldEndSoonerWhatEndsWhenItIsForcedWithAShorterGrace() {
    // Given
    DrainedPod slow = ending(pod("slow-1", "slow", false));
    look(slow);

    // When
    book.follow(
        new DrainPolicy(
            null, DrainTimeoutAction.FORCE, true, true, Duration.ofSeconds(5), null, null, null),
        true);
    EvictionBook.Round forced = look(slow);
    book.answered(slow, EVICTED, now);

    // Then
    assertThat(forced.evict()).containsExactly(slow);
    assertThat(look(slow).evict()).isEmpty();
  }

  private static DrainPolicy ordered(DrainOrder order) {
    return new DrainPolicy(null, DrainTimeoutAction.SKIP, true, true, null, order, null, null);
  }

  private static DrainedPod with(DrainedPod pod, PodTraits traits) {
    return new DrainedPod(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.workload(),
        pod.role(),
        pod.toleratesCordon(),
        pod.ending(),
        traits);
  }

  @Test
  void shouldNameThoseFirstThatSomebodyHasToDoSomethingAboutWhenItWaits() {
    // Given
    DrainedPod web = pod("web-1", "web", false);
    DrainedPod db = pod("db-0", "db", false);
    DrainedPod db1 = pod("db-1", "db", false);
    look(web, db, db1);
    book.answered(web, EVICTED, now);
    book.answered(db, refused("budget db allows none", Duration.ZERO), now);
    book.answered(db1, refused("budget db allows none", Duration.ZERO), now);

    // When
    String text = book.text(true, now);

    // Then
    assertThat(text)
        .isEqualTo("waiting for shop/db-0, shop/db-1: budget db allows none; shop/web-1: evicted");
  }

  @Test
  void shouldTellApartWhyAPodTerminatesForEverWhenItsGracePeriodIsOver() {
    // Given
    DrainedPod held = ending(pod("stuck", "", false), List.of("example.com/hold"));
    DrainedPod silent = ending(pod("silent", "", false));
    look(held, silent);
    String atFirst = book.text(true, now);

    // When
    now = Duration.ofSeconds(90);
    String ready = book.text(true, now);
    String notReady = book.text(false, now);

    // Then
    assertThat(atFirst)
        .isEqualTo("waiting for shop/stuck, shop/silent: terminating since 2026-01-01T00:00:00Z");
    assertThat(ready)
        .contains("shop/stuck: terminating since 2026-01-01T00:00:00Z, held by finalizer")
        .contains("example.com/hold")
        .contains("look at the kubelet's log");
    assertThat(notReady).contains("its Node is not Ready, so nobody confirms that");
  }

  @Test
  void shouldStayShortWhenHundredsAreHeldForManyReasons() {
    // Given
    String name = "n".repeat(253);
    List<DrainedPod> pods =
        IntStream.range(0, 300).mapToObj(i -> pod(i + name.substring(3), "w", false)).toList();
    book.look(pods, Set.of(), now);
    for (int i = 0; i < pods.size(); i++) {
      book.answered(pods.get(i), refused("reason " + i % 7 + "x".repeat(200), now), now);
    }

    // When
    String text = book.text(true, now);

    // Then
    assertThat(text).hasSizeLessThan(4_500).endsWith("; and for 128 more");
  }

  private int askAll(DrainedPod... pods) {
    List<DrainedPod> due = look(pods).evict();
    due.forEach(pod -> book.answered(pod, refused("budget", Duration.ZERO), now));
    return due.size();
  }

  private EvictionBook.Round look(DrainedPod... pods) {
    return book.look(List.of(pods), Set.of(), now);
  }

  private static EvictionAnswer.Refused refused(String why, Duration askAgainIn) {
    return new EvictionAnswer.Refused(why, askAgainIn);
  }

  private static DrainedPod of(Role role) {
    return new DrainedPod(
        "uid " + role, "shop", "pod", "workload", role, true, null, PodTraits.PLAIN);
  }

  private static DrainedPod pod(String name, String workload, boolean tolerates) {
    return pod(name, workload, tolerates, null);
  }

  private static DrainedPod pod(
      String name, String workload, boolean tolerates, @Nullable Ending ending) {
    return new DrainedPod(
        name, "shop", name, workload, Role.EVICTABLE, tolerates, ending, PodTraits.PLAIN);
  }

  private static DrainedPod ending(DrainedPod pod) {
    return ending(pod, List.of());
  }

  private static DrainedPod ending(DrainedPod pod, List<String> finalizers) {
    DrainedPod ends =
        pod(
            pod.name(),
            pod.workload(),
            pod.toleratesCordon(),
            new Ending("2026-01-01T00:00:00Z", Duration.ofSeconds(30), finalizers));
    return with(ends, pod.traits());
  }
}
