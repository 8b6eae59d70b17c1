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
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
  void shouldRebootOnceForEachApprovalAndNeverClaimTooMuchWhenKilledTwentyTimes() throws Exception {
    updateWhileKilling("agent-kills", 20);
  }

  @Test
  @Tag("thorough")
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
        String moment = "seed %d, update %d, %s".formatted(seed, updates, killer);
        assertThat(scene.host.booted().image()).as(moment).isEqualTo(image);
        assertThat(scene.host.reboots()).as(moment).isEqualTo(updates);
        assertThat(claims.wrong).as(moment).isEmpty();
      } while (!killer.areOver());
      assertThat(killer.done).hasValue(kills);
    }
  }

  /** Kills the agent again and again, whatever it does just then. */
  private static final class Kills implements AutoCloseable {
    /** From the first moments of its start to well after a whole update. */
    private static final int LONGEST_LIFE_MILLIS = 5_000;

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger done = new AtomicInteger();
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
      return done.get() >= wanted;
    }

    /** Where the host is down there is no agent, and so no kill. */
    private void kill() {
      if (host.agentPid().isPresent()) {
        host.killAgent();
        done.incrementAndGet();
      }
      if (!areOver()) {
        begin();
      }
    }

    @Override
    public void close() {
      executor.shutdownNow();
    }

    @Override
    public String toString() {
      return done + " kills";
    }
  }

  /** Every status that says "up to date" while the host runs something else. */
  private static final class Claims implements AutoCloseable, ResourceEventHandler<BootcNode> {
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final SimulatedHost host;
    private final SharedIndexInformer<BootcNode> informer;

    Claims(ControlPlane plane, SimulatedHost host) {
      this.host = host;
      this.informer =
          plane.adminClient().resources(BootcNode.class).withName(host.nodeName()).inform(this);
    }

    private void judge(BootcNode node) {
      String runs = host.booted().image();
      if (NodeState.of(node) == NodeState.UP_TO_DATE
          && !runs.equals(node.getSpec().desiredImage())) {
        wrong.add(node.getStatus() + " while it runs " + runs);
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
