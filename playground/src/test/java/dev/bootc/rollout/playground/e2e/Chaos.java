package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.playground.launch.Waiting;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One rollout that is disturbed at moments and in an order that a seed gives, and brought to an end
 * afterwards. What it is like at the end must not depend on what happened.
 */
final class Chaos {
  private static final Logger LOG = LoggerFactory.getLogger(Chaos.class);
  private static final int LONGEST_PAUSE = 2_500;
  private static final int JUDGED_ONE_OF = 3;

  private final String name;
  private final World world;
  private final TestPool pool;
  private final LightFleet fleet;
  private final long seed;
  private final Random random;
  private final ChaosSteering steering;
  private final ChaosPeople people;
  private final ChaosMachines machines;
  private final List<String> story = Collections.synchronizedList(new ArrayList<>());
  private final int image;
  private final Recorder recorder;
  private final StatusWatch watch;

  /**
   * @param image a number that no rollout has used, as the two after it
   */
  Chaos(
      World world,
      String name,
      TestPool pool,
      LightFleet fleet,
      List<OperatorProgram> replicas,
      int image,
      long seed) {
    this.name = name;
    this.world = world;
    this.pool = pool;
    this.fleet = fleet;
    this.seed = seed;
    this.image = image;
    random = new Random(seed);
    steering = new ChaosSteering(world, pool, image, this);
    people = new ChaosPeople(world.client(), name, pool, fleet, this);
    machines = new ChaosMachines(world, replicas, this);
    recorder = world.recorder();
    steering.begin();
    watch = world.closedAfterTheTest(StatusWatch.start(this::lies));
  }

  private Set<String> lies() {
    ChaosSteering.Wish wish = steering.wish();
    Set<String> nodes =
        pool.nodes().stream().map(node -> node.getMetadata().getName()).collect(Collectors.toSet());
    Set<String> lies = StatusLies.of(pool.status(), pool.bootcNodes(), nodes, wish);
    return wish.equals(steering.wish()) ? lies : Set.of();
  }

  /**
   * Lets so many things happen; after some, nothing more before the status is true again.
   *
   * @return which could happen
   */
  Set<Disturbance> disturb(int times) {
    try {
      return happening(times);
    } catch (AssertionError | RuntimeException failed) {
      throw new AssertionError(text(), failed);
    }
  }

  private Set<Disturbance> happening(int times) {
    Set<Disturbance> happened = EnumSet.noneOf(Disturbance.class);
    List<Disturbance> all = new ArrayList<>(Arrays.asList(Disturbance.values()));
    Collections.shuffle(all, random);
    for (int number = 0; number < times; number++) {
      pauseAtMost(LONGEST_PAUSE);
      Disturbance disturbance = all.get(number % all.size());
      int told = story.size();
      disturbance.happenTo(this);
      if (story.size() > told && !story.getLast().endsWith(ChaosSteering.REFUSED)) {
        happened.add(disturbance);
      }
      if (random.nextInt(JUDGED_ONE_OF) == 0) {
        watch.awaitTruth();
      }
    }
    return happened;
  }

  /** Whatever was done is taken back, and one more image is rolled out. */
  void assertThatNothingIsLeft(ChaosWorkload workload) {
    workload.release();
    people.putBack();
    steering.finish(image + 2);
    try {
      pool.awaitUpToDate(Images.number(image + 2), fleet.nodes().size(), people::doAsTold);
      await().untilAsserted(() -> assertThat(world.openWorkflows(name)).isEmpty());
      Findings findings = recorder.finish();
      assertThat(new Excuses(people).withoutExcuse(findings)).isEmpty();
      assertThat(watch.found()).isEmpty();
      assertThat(fleet.nodes())
          .allSatisfy(
              node -> assertThat(fleet.bootedImage(node)).isEqualTo(Images.number(image + 2)));
    } catch (AssertionError | RuntimeException failed) {
      throw new AssertionError(text(), failed);
    } finally {
      watch.close();
      recorder.close();
    }
  }

  private String text() {
    return "run this again by -Dchaos.seed=%d\n%s".formatted(seed, String.join("\n", story));
  }

  void tell(String what) {
    String line = Instant.now() + " " + what;
    story.add(line);
    LOG.atInfo().addKeyValue("seed", seed).addKeyValue("what", what).log("chaos");
  }

  void pauseAtMost(int millis) {
    Waiting.pause(Duration.ofMillis(random.nextInt(millis)));
  }

  Random random() {
    return random;
  }

  ChaosSteering steering() {
    return steering;
  }

  ChaosPeople people() {
    return people;
  }

  ChaosMachines machines() {
    return machines;
  }

  StatusWatch watch() {
    return watch;
  }
}
