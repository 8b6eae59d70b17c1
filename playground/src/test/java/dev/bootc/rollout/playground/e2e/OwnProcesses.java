package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.testkit.chart.ChartInstallation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets Temporal and the operator live and die with their pods: the process is killed once its pod
 * is not Ready any more or is to go, and is started once there is one that is Ready.
 */
final class OwnProcesses implements AutoCloseable {
  private static final String COMPONENT = "app.kubernetes.io/component";

  private final Life temporal;
  private final Life operator;
  private final SharedIndexInformer<Pod> pods;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("own-processes").factory());

  private OwnProcesses(World world) {
    temporal = new Life("temporal", world.temporal()::kill, world.temporal()::start);
    operator = new Life("operator", world.operator()::kill, world.operator()::startAgain);
    pods =
        world
            .client()
            .pods()
            .inNamespace(ChartInstallation.NAMESPACE)
            .runnableInformer(0)
            .addEventHandler(new LookAgain());
  }

  /** Both processes run, and so do both pods. */
  static OwnProcesses follow(World world) {
    OwnProcesses processes = new OwnProcesses(world);
    processes.pods.run();
    return processes;
  }

  /** How often Temporal was killed. */
  int deathsOfTemporal() {
    return temporal.deaths.get();
  }

  int deathsOfTheOperator() {
    return operator.deaths.get();
  }

  private void look() {
    temporal.follow(pods);
    operator.follow(pods);
  }

  /** Both run again, whatever their pods do. */
  @Override
  public void close() {
    pods.close();
    executor.close();
    temporal.live();
    operator.live();
  }

  private static final class Life {
    private final String component;
    private final Runnable kill;
    private final Runnable start;
    private final AtomicInteger deaths = new AtomicInteger();
    private boolean runs = true;

    private Life(String component, Runnable kill, Runnable start) {
      this.component = component;
      this.kill = kill;
      this.start = start;
    }

    private void follow(SharedIndexInformer<Pod> pods) {
      boolean ready =
          pods.getStore().list().stream()
              .filter(pod -> component.equals(pod.getMetadata().getLabels().get(COMPONENT)))
              .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
              .anyMatch(Readiness::isPodReady);
      if (ready) {
        live();
      } else if (runs) {
        runs = false;
        deaths.incrementAndGet();
        kill.run();
      }
    }

    private void live() {
      if (!runs) {
        runs = true;
        start.run();
      }
    }
  }

  private final class LookAgain implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      Future<?> _ = executor.submit(OwnProcesses.this::look);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      onAdd(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
      onAdd(pod);
    }
  }
}
