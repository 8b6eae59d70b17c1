package dev.bootc.rollout.workflows.plan;

import static dev.bootc.rollout.workflows.plan.TestPool.DIGEST;
import static dev.bootc.rollout.workflows.plan.TestPool.NOW;
import static dev.bootc.rollout.workflows.plan.TestPool.staged;
import static dev.bootc.rollout.workflows.plan.TestPool.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.Verdict;
import dev.bootc.rollout.workflows.plan.RolloutSteps.Step;
import dev.bootc.rollout.workflows.window.Window;
import dev.bootc.rollout.workflows.window.Windows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pool says at half time of when its rollout is over. The recordings are those that {@code
 * RecordedRolloutsIT} of the playground made on real servers.
 */
class EstimatedEndTest {
  private static final Logger LOG = LoggerFactory.getLogger(EstimatedEndTest.class);
  private static final double MOST_OF_THE_WHOLE = 0.15;

  @Test
  void shouldMissTheEndByLittleAtHalfTimeWhenTheNodesHaveBeenRolledBefore() {
    // When
    List<Recording> again = recordings().stream().filter(Recording::isRolledAgain).toList();

    // Then
    assertThat(again).hasSizeGreaterThanOrEqualTo(20);
    again.forEach(EstimatedEndTest::print);
    assertThat(again)
        .allSatisfy(recording -> assertThat(recording.error()).isLessThan(MOST_OF_THE_WHOLE));
  }

  @Test
  void shouldMissTheEndByLittleAtHalfTimeWhenTheNodesOfANewPoolAreAlike() {
    // When
    List<Recording> first =
        recordings().stream()
            .filter(recording -> !recording.isRolledAgain() && recording.saysAnything())
            .toList();

    // Then
    first.forEach(EstimatedEndTest::print);
    assertThat(first.stream().filter(Recording::isOfNodesAlike))
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(recording -> assertThat(recording.error()).isLessThan(MOST_OF_THE_WHOLE));
  }

  @Test
  void shouldReckonFromTheSlotsWhenThreeNodesAreDone() {
    // Given
    TestPool pool =
        TestPool.of(
                done("a", 60, 60), done("b", 60, 60), done("c", 0, 60), staged("d"), staged("e"))
            .allowing("1");

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(2 * 60));
  }

  @Test
  void shouldExpectOfANodeWhatItTookTheLastTimeWhenThatIsKnown() {
    // Given
    TestNode slow = staged("d").havingTaken(Duration.ofMillis(500));
    TestPool pool =
        TestPool.of(asBefore("a", 120), asBefore("b", 60), asBefore("c", 0), slow).allowing("1");

    // Then
    assertThat(end(pool)).contains(NOW.plusMillis(500));
  }

  @Test
  void shouldExpectThatNodesTakeLongerThanTheLastTimeWhenTheOthersDid() {
    // Given
    TestNode last = staged("d").havingTaken(Duration.ofSeconds(10));
    TestPool pool =
        TestPool.of(twiceAsSlow("a", 40), twiceAsSlow("b", 20), twiceAsSlow("c", 0), last)
            .allowing("1");

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(20));
  }

  @Test
  void shouldSayNothingWhenNobodyCanKnow() {
    // Given
    TestNode[] nodes = {done("a", 0, 60), done("b", 0, 60), done("c", 0, 60), staged("d")};
    Pause pause = new Pause("spec.rollout.paused", "", NOW);
    RolloutSteps steps = new RolloutSteps(List.of(new Step(3, false, Duration.ZERO, true)), null);

    // Then
    assertThat(end(TestPool.of(nodes))).isPresent();
    assertThat(end(TestPool.of(nodes).pausedByField(pause))).isEmpty();
    assertThat(end(TestPool.of(nodes).approving(null))).isEmpty();
    assertThat(end(TestPool.of(nodes).after("other"))).isEmpty();
    assertThat(end(TestPool.of(nodes).allowing("0"))).isEmpty();
    assertThat(end(TestPool.of(done("a", 0, 60), done("b", 0, 60), staged("c")))).isEmpty();
    assertThat(end(TestPool.of(nodes).inSteps(steps))).isEmpty();
    assertThat(end(TestPool.of(nodes[0], nodes[1], nodes[2]))).isEmpty();
  }

  @Test
  void shouldReckonWithWhatPassesBetweenTwoNodesInASlot() {
    // Given
    TestNode inFlight = staged("d").holdingSlotSince(NOW, false);
    TestPool pool =
        TestPool.of(
            done("a", 200, 60), done("b", 100, 60), done("c", 20, 60), inFlight, staged("e"));

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(60 + 20 + 60));
  }

  @Test
  void shouldReckonWithTheSlotsInTheOrderInWhichTheyAreTakenWhenNodesOvertakeEachOther() {
    // Given
    TestPool pool =
        TestPool.of(
                done("a", 100, 100),
                done("b", 90, 150),
                done("c", 20, 60),
                done("d", 10, 75),
                staged("e"),
                staged("f"),
                staged("g"))
            .allowing("2");

    // Then
    assertThat(end(pool)).contains(NOW.minusSeconds(10).plusMillis(96_250 + 15_000 + 150_000));
  }

  @ParameterizedTest
  @CsvSource({"0, 60", "40, 35", "60, 30", "90, 6", "300, 6"})
  void shouldExpectOfANodeInItsSlotWhatThoseTookThatTookLonger(int held, int left) {
    // Given
    TestNode inFlight = staged("d").holdingSlotSince(NOW.minusSeconds(held), false);
    TestPool pool =
        TestPool.of(done("a", 30, 30), done("b", 20, 60), done("c", 0, 90), inFlight).allowing("2");

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(left));
  }

  @ParameterizedTest
  @CsvSource({"20, 30", "50, 10", "55, 5"})
  void shouldExpectOfANodeInItsSlotWhatItTookTheLastTimeUnlessThatIsOver(int held, int left) {
    // Given
    TestNode inFlight =
        staged("d").holdingSlotSince(NOW.minusSeconds(held), false).havingTaken(seconds(50));
    TestPool pool =
        TestPool.of(asBefore("a", 120), asBefore("b", 60), asBefore("c", 0), inFlight)
            .allowing("2");

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(left));
  }

  @Test
  void shouldExpectTheMeanOfANodeThatStartsAndOfThoseAfterItEachDurationInTurn() {
    // Given
    TestPool pool =
        TestPool.of(
            done("a", 0, 10),
            done("b", 0, 20),
            done("c", 0, 30),
            staged("d"),
            staged("e"),
            staged("f"),
            staged("g"));

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(20 + 10 + 20 + 30));
  }

  /** All took a minute, and before that half of it, the same and twice of it. */
  @ParameterizedTest
  @CsvSource({"40, 40", "45, 60", "70, 60", "75, 60", "76, 76", "100, 100"})
  void shouldBelieveItsLastTimeOnlyWhenANodeIsOfAnotherKindAndTheLastTimeSaidNothingOfTheOthers(
      int last, int expected) {
    // Given
    TestPool pool =
        TestPool.of(
            measured("a", 180, 60, 30),
            measured("b", 90, 60, 60),
            measured("c", 0, 60, 120),
            staged("d").havingTaken(seconds(last)));

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(expected));
  }

  @Test
  void shouldNotTakeNodesForAnotherKindWhenOneOfTwoIsSlow() {
    // Given
    TestPool pool =
        TestPool.of(
            measured("a", 180, 60, 30),
            measured("b", 90, 60, 60),
            measured("c", 0, 60, 120),
            staged("d").havingTaken(seconds(90)),
            staged("e").havingTaken(seconds(60)));

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(60 + 30 + 60));
  }

  @Test
  void shouldBelieveTheLastTimeWhenItSaysNoLessThanWhatTheOthersTake() {
    // Given
    TestPool alike =
        TestPool.of(
            measured("a", 0, 50, 60),
            measured("b", 0, 60, 60),
            measured("c", 0, 70, 60),
            staged("d").havingTaken(seconds(61)));
    TestPool twiceAsSlow =
        TestPool.of(
            measured("a", 0, 20, 10),
            measured("b", 0, 40, 20),
            measured("c", 0, 60, 30),
            staged("d").havingTaken(seconds(21)));

    // Then
    assertThat(end(alike)).contains(NOW.plusSeconds(61));
    assertThat(end(twiceAsSlow)).contains(NOW.plusSeconds(42));
  }

  @Test
  void shouldExpectWhatTheOthersTookWhenATimeOfNothingSaysNothing() {
    // Given
    TestNode last = staged("d").havingTaken(seconds(10));
    TestPool fromNothing =
        TestPool.of(
            measured("a", 0, 60, 0), measured("b", 0, 60, 0), measured("c", 0, 60, 0), last);
    TestPool toNothing =
        TestPool.of(measured("a", 0, 0, 9), measured("b", 0, 0, 9), measured("c", 0, 0, 9), last);

    // Then
    assertThat(end(fromNothing)).contains(NOW.plusSeconds(60));
    assertThat(end(toNothing)).contains(NOW);
  }

  @Test
  void shouldCountOnlyNodesThatThisRolloutHasUpdated() {
    // Given
    Instant at = NOW.minusSeconds(5);
    TestNode ofBefore =
        updated("c")
            .verdict(verdict(TestPool.OTHER_DIGEST, at, 60_000L, null))
            .havingTaken(seconds(60));
    TestNode ofNoTime =
        updated("c").verdict(verdict(DIGEST, at, null, null)).havingTaken(seconds(60));

    // Then
    assertThat(end(TestPool.of(done("a", 0, 60), done("b", 0, 60), ofBefore, staged("d"))))
        .isEmpty();
    assertThat(end(TestPool.of(done("a", 0, 60), done("b", 0, 60), ofNoTime, staged("d"))))
        .isEmpty();
  }

  @Test
  void shouldWaitForNoNodeThatIsDown() {
    // Given
    TestNode down = staged("e").notReadySince(NOW);
    TestPool pool =
        TestPool.of(done("a", 0, 60), done("b", 0, 60), done("c", 0, 60), staged("d"), down)
            .allowing("2");

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(60));
  }

  @Test
  void shouldTakeNodesOfTheControlPlaneOneAfterTheOtherWhenThereIsRoomForMore() {
    // Given
    TestNode inFlight = staged("d").controlPlane(true).holdingSlotSince(NOW, false);
    TestPool pool =
        TestPool.of(
                done("a", 0, 60),
                done("b", 0, 60),
                done("c", 0, 60),
                inFlight,
                staged("e").controlPlane(true),
                staged("f").controlPlane(true))
            .allowing("3");

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(3 * 60));
  }

  @Test
  void shouldTakeZonesOneAfterTheOtherWhenThePoolWantsThat() {
    // Given
    TestPool pool =
        TestPool.of(
                done("a", 0, 60).at("west", 0),
                done("b", 0, 60).at("west", 0),
                done("c", 0, 60).at("west", 0),
                staged("d").at("west", 0),
                staged("e").at("east", 0),
                staged("g").at("north", 0))
            .allowing("2")
            .inOrder(new NodeOrder(false, null, List.of(), true));

    // Then
    assertThat(end(pool)).contains(NOW.plusSeconds(3 * 60));
  }

  @Test
  void shouldSayNothingWhenTheWindowClosesBeforeTheEnd() {
    // Given
    Windows untilOne =
        new Windows(
            List.of(new Window("0 11 * * *", Duration.ofHours(2), "UTC")),
            List.of(),
            Duration.ofMinutes(15),
            null,
            false);
    TestNode[] done = {done("a", 0, 1200), done("b", 0, 1200), done("c", 0, 1200)};

    // Then
    assertThat(end(TestPool.of(done[0], done[1], done[2], staged("d")).during(untilOne)))
        .contains(NOW.plusSeconds(1200));
    assertThat(
            end(
                TestPool.of(
                        done[0],
                        done[1],
                        done[2],
                        staged("d"),
                        staged("e"),
                        staged("f"),
                        staged("g"))
                    .during(untilOne)))
        .isEmpty();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static TestNode measured(String name, int secondsAgo, int took, int tookBefore) {
    return updated(name)
        .verdict(verdict(DIGEST, NOW.minusSeconds(secondsAgo), took * 1_000L, tookBefore * 1_000L))
        .havingTaken(seconds(took));
  }

  private static Optional<Instant> end(TestPool pool) {
    return Optional.ofNullable(pool.decide(NOW).report().estimatedEnd());
  }

  private static TestNode done(String name, int secondsAgo, int tookSeconds) {
    return updated(name)
        .verdict(verdict(DIGEST, NOW.minusSeconds(secondsAgo), tookSeconds * 1_000L, null))
        .havingTaken(Duration.ofSeconds(tookSeconds));
  }

  private static TestNode asBefore(String name, int secondsAgo) {
    return updated(name)
        .verdict(verdict(DIGEST, NOW.minusSeconds(secondsAgo), 60_000L, 60_000L))
        .havingTaken(Duration.ofSeconds(60));
  }

  private static TestNode twiceAsSlow(String name, int secondsAgo) {
    return updated(name)
        .verdict(verdict(DIGEST, NOW.minusSeconds(secondsAgo), 20_000L, 10_000L))
        .havingTaken(Duration.ofSeconds(20));
  }

  private static Verdict verdict(
      String digest, Instant at, @Nullable Long tookMillis, @Nullable Long tookBeforeMillis) {
    return new Verdict(
        Verdict.Outcome.UPDATED, digest, 1, at.toString(), null, tookMillis, tookBeforeMillis);
  }

  private static void print(Recording recording) {
    LOG.info(
        "estimated end at half time, {}: off by {} % of the whole",
        recording.name(), String.format(Locale.ROOT, "%.1f", recording.error() * 100));
  }

  private static List<Recording> recordings() {
    URL folder = Objects.requireNonNull(EstimatedEndTest.class.getResource("/recorded-rollouts"));
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().map(Recording::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One node of a recording; milliseconds since the first slot was taken. */
  private record Row(String node, long start, long end, @Nullable Long before) {
    static Row of(String line) {
      String[] cells = line.split(",", -1);
      return new Row(
          cells[0],
          Long.parseLong(cells[1]),
          Long.parseLong(cells[2]),
          cells[3].isEmpty() ? null : Long.valueOf(cells[3]));
    }

    TestNode at(long time) {
      TestNode node = end <= time ? updated(node()) : staged(node());
      if (end <= time) {
        node.verdict(verdict(DIGEST, NOW.plusMillis(end), end - start, before))
            .havingTaken(Duration.ofMillis(end - start));
      } else {
        if (before != null) {
          node.havingTaken(Duration.ofMillis(before));
        }
        if (start <= time) {
          node.holdingSlotSince(NOW.plusMillis(start), false);
        }
      }
      return node.controlPlane(node().contains("-cp-"));
    }
  }

  private record Recording(String name, String maxUnavailable, List<Row> rows) {

    static Recording read(Path file) {
      try {
        List<String> lines = Files.readAllLines(file);
        return new Recording(
            String.valueOf(file.getFileName()),
            lines.getFirst().split(",", -1)[1],
            lines.stream().skip(1).map(Row::of).toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isRolledAgain() {
      return rows.stream().allMatch(row -> row.before() != null);
    }

    boolean saysAnything() {
      return estimate().isPresent();
    }

    boolean isOfNodesAlike() {
      return rows.stream().map(row -> row.node().replaceAll("-\\d+$", "")).distinct().count() == 1;
    }

    private long whole() {
      return rows.stream().mapToLong(Row::end).max().orElseThrow();
    }

    private Optional<Instant> estimate() {
      List<TestNode> nodes = new ArrayList<>();
      rows.forEach(row -> nodes.add(row.at(whole() / 2)));
      return EstimatedEndTest.end(
          TestPool.of(nodes.toArray(TestNode[]::new)).allowing(maxUnavailable));
    }

    /** As a part of the whole. */
    double error() {
      long estimated = Duration.between(NOW, estimate().orElseThrow()).toMillis();
      return Math.abs(estimated - whole()) / (double) whole();
    }
  }
}
