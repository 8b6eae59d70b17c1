package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An independent witness: watches Nodes, Pods, PodDisruptionBudgets, BootcNodes and pools at the
 * API server, writes nothing, and says whether the rollouts it saw kept what is promised:
 *
 * <ul>
 *   <li>no node of a pool became unavailable while {@code maxUnavailable} of them already were;
 *   <li>no node went down or booted while a pod was on it that could have been evicted;
 *   <li>no pod went that its PodDisruptionBudget needed;
 *   <li>no node was cordoned without a slot, booted without an approval, or was approved for an
 *       image that the pool had given up before;
 *   <li>and, {@linkplain #finish() at the end}, no cordon, slot or label is left.
 * </ul>
 *
 * <p>It knows only what happened after {@link #start}: start it before anything is done.
 */
public final class Recorder implements AutoCloseable {

  /** The name under which its requests appear in the audit log. */
  public static final String USER_AGENT = "bootc-recorder";

  private static final Duration CATCH_UP_WITHIN = Duration.ofSeconds(30);
  private static final long CATCH_UP_POLL_MILLIS = 100;

  private final Clock clock = Clock.systemUTC();
  private final Observations observations = new Observations(clock);
  private final KubernetesClient client;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<KindWatch<?, ?>> watches;

  private Recorder(Config config) {
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(config)
                    .withUserAgent(USER_AGENT)
                    .withWatchReconnectInterval(100)
                    .build())
            .build();
    watches =
        List.of(
            new KindWatch<>(
                client.resources(BootcNodePool.class),
                Facts.OfPool.class,
                Projections::pool,
                observations,
                executor),
            new KindWatch<>(
                client.resources(BootcNode.class),
                Facts.OfBootcNode.class,
                Projections::bootcNode,
                observations,
                executor),
            new KindWatch<>(
                client.nodes(), Facts.OfNode.class, Projections::node, observations, executor),
            new KindWatch<>(
                client.pods().inAnyNamespace(),
                Facts.OfPod.class,
                Projections::pod,
                observations,
                executor),
            new KindWatch<>(
                client.policy().v1().podDisruptionBudget().inAnyNamespace(),
                Facts.OfBudget.class,
                Projections::budget,
                observations,
                executor));
  }

  /**
   * Starts watching; the custom resources must be defined. Everything stored after the return is
   * seen.
   *
   * @param config of a client that may list and watch these kinds
   */
  public static Recorder start(Config config) {
    Recorder recorder = new Recorder(config);
    try {
      recorder.watches.forEach(KindWatch::start);
      return recorder;
    } catch (RuntimeException e) {
      recorder.close();
      throw e;
    }
  }

  /**
   * Judges what has happened so far, and not what is left.
   *
   * @throws IllegalStateException where the watches do not catch up with the API server
   */
  public Findings soFar() {
    awaitCaughtUp();
    return Judge.judgeSoFar(observations.all(), observations.gaps());
  }

  /**
   * Judges what has happened and what is left now: everything should have come to its end. Goes on
   * watching.
   *
   * @throws IllegalStateException where the watches do not catch up with the API server
   */
  public Findings finish() {
    awaitCaughtUp();
    return Judge.judgeAtTheEnd(observations.all(), observations.gaps(), clock.instant());
  }

  @Override
  public void close() {
    closed.countDown();
    watches.forEach(KindWatch::close);
    executor.shutdown();
    client.close();
  }

  private void awaitCaughtUp() {
    long deadline = System.nanoTime() + CATCH_UP_WITHIN.toNanos();
    for (KindWatch<?, ?> watch : watches) {
      while (!watch.hasCaughtUp()) {
        if (System.nanoTime() > deadline || closesWithinAPoll()) {
          throw new IllegalStateException(
              "the recorder did not catch up with the API server within " + CATCH_UP_WITHIN);
        }
      }
    }
  }

  private boolean closesWithinAPoll() {
    try {
      return closed.await(CATCH_UP_POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
