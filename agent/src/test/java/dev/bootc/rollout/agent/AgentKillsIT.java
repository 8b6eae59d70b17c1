package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeState;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.junit.RealServers;
import dev.bootc.rollout.testkit.servers.ControlPlane;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code kill -9} of the agent at random moments, while its host is updated again and again. To
 * repeat a run that failed: {@code -Dagent.kills.seed=} with the seed that it named.
 */
@RealServers
@Execution(ExecutionMode.CONCURRENT)
class AgentKillsIT {
  private final ControlPlane plane;
  private final long seed = Long.getLong("agent.kills.seed", System.nanoTime());
  @TempDir Path directory;

  AgentKillsIT(ControlPlane plane) {
    this.plane = plane;
  }

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldRebootOnceForEachApprovalAndNeverClaimTooMuchWhenKilledFourTimes() throws Exception {
    updateWhileKilling("agent-kills", 4);
  }

  @Test
  @Tag("thorough")
  @Timeout(value = 45, unit = TimeUnit.MINUTES)
  void shouldRebootOnceForEachApprovalAndNeverClaimTooMuchWhenKilledTwoHundredTimes()
      throws Exception {
    updateWhileKilling("agent-kills-often", 200);
  }

  private void updateWhileKilling(String name, int kills) throws Exception {
    try (AgentScene scene = new AgentScene(plane, directory, name).start();
        Claims claims = new Claims(plane, scene.host);
        Kills killer = new Kills(scene.host, new Random(seed), kills)) {
      // Given
      scene.want(scene.oldImage, DesiredImageState.STAGED);
      scene.awaitRunning(scene.oldImage);

      // When
      killer.begin();

      // Then
      int updates = 0;
      do {
        String image = ++updates % 2 == 0 ? scene.oldImage : scene.newImage;
        scene.want(image, DesiredImageState.BOOTED);
        scene.awaitRunning(image);
        await().atMost(AgentScene.PATIENCE).until(() -> scene.error().isEmpty());
        assertRightSoFar(scene, claims, image, updates);
      } while (!killer.areOver());
      // A reboot too many would come a moment later.
      String last = scene.host.booted().image();
      int reboots = updates;
      await().during(Duration.ofSeconds(2)).until(() -> scene.host.reboots() == reboots);
      assertRightSoFar(scene, claims, last, updates);
      assertThat(killer.failure).hasValue(null);
      assertThat(killer.done).hasValue(kills);
      assertThat(claims.ofSuccess).hasValueGreaterThanOrEqualTo(updates);
    }
  }

  private void assertRightSoFar(AgentScene scene, Claims claims, String image, int updates) {
    String moment = "seed %d, update %d".formatted(seed, updates);
    assertThat(scene.host.booted().image()).as(moment).isEqualTo(image);
    assertThat(scene.host.reboots()).as(moment).isEqualTo(updates);
    assertThat(claims.wrong).as(moment).isEmpty();
  }

  /** Kills the agent again and again, whatever it does just then. */
  private static final class Kills implements AutoCloseable {
    /** From the first moments of its start to well after a whole update. */
    private static final int LONGEST_LIFE_MILLIS = 8_000;

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final SimulatedHost host;
    private final Random random;
    private final int wanted;

    Kills(SimulatedHost host, Random random, int wanted) {
      this.host = host;
      this.random = random;
      this.wanted = wanted;
    }

    void begin() {
      Future<?> _ =
          executor.schedule(this::kill, random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
    }

    boolean areOver() {
      return done.get() >= wanted || failure.get() != null;
    }

    /** Where the host is down there is no agent, and so no kill. */
    private void kill() {
      try {
        if (host.agentPid().isPresent()) {
          host.killAgent();
          done.incrementAndGet();
        }
      } catch (RuntimeException broken) {
        failure.set(broken);
      }
      if (!areOver()) {
        begin();
      }
    }

    @Override
    public void close() {
      executor.shutdownNow();
    }
  }

  /** What the status says while the host has something else. */
  private static final class Claims implements AutoCloseable, ResourceEventHandler<BootcNode> {
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicInteger ofSuccess = new AtomicInteger();
    private final SimulatedHost host;
    private final SharedIndexInformer<BootcNode> informer;

    Claims(ControlPlane plane, SimulatedHost host) {
      this.host = host;
      this.informer =
          plane.adminClient().resources(BootcNode.class).withName(host.nodeName()).inform(this);
    }

    private void judge(BootcNode node) {
      try {
        String claimed = node.getSpec().desiredImage();
        switch (NodeState.of(node)) {
          case UP_TO_DATE -> {
            ofSuccess.incrementAndGet();
            require(host.booted().image().equals(claimed), node);
          }
          // What was staged may have been booted before this is looked at.
          case STAGED ->
              require(
                  host.staged().filter(staged -> staged.image().equals(claimed)).isPresent()
                      || host.booted().image().equals(claimed),
                  node);
          case PENDING, STAGING, REBOOTING, DEGRADED -> {}
        }
      } catch (RuntimeException broken) {
        wrong.add("cannot be judged: " + broken);
      }
    }

    private void require(boolean right, BootcNode node) {
      if (!right) {
        wrong.add(node.getStatus() + " while it runs " + host.booted());
      }
    }

    @Override
    public void onAdd(BootcNode node) {
      judge(node);
    }

    @Override
    public void onUpdate(BootcNode before, BootcNode now) {
      judge(now);
    }

    @Override
    public void onDelete(BootcNode node, boolean finalStateUnknown) {
      // What is deleted claims nothing.
    }

    @Override
    public void close() {
      informer.close();
    }
  }
}
