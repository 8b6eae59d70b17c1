package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.testkit.host.HostListener;
import dev.bootc.rollout.testkit.host.SimulatedHost;
import dev.bootc.rollout.testkit.host.SimulatedHosts;
import dev.bootc.rollout.testkit.host.SimulatedRegistry;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.recorder.Findings;
import dev.bootc.rollout.testkit.recorder.Recorder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EndToEnd
class AgentKilledIT {
  private static final int NODES = 2;
  private static final String IMAGE = "registry.example.com/os/node:";

  private final World world;

  @TempDir Path folder;

  AgentKilledIT(World world) {
    this.world = world;
  }

  @Tag("thorough")
  @Test
  void shouldRebootOnceWhenTheAgentIsKilledWhileStaging() throws Exception {
    AtomicInteger kills = new AtomicInteger();
    roll(
        "staging",
        host ->
            new HostListener() {
              @Override
              public void unitStarted(String nodeName, String unit, List<String> command) {
                kills.incrementAndGet();
                host.killAgent();
              }
            });
    assertThat(kills).hasValueGreaterThanOrEqualTo(NODES);
  }

  @Test
  @Tag("thorough")
  void shouldRebootOnceWhenTheAgentIsKilledRightAfterTheRebootCommand() throws Exception {
    AtomicInteger kills = new AtomicInteger();
    roll(
        "rebooting",
        host ->
            new HostListener() {
              @Override
              public void rebootOrdered(String nodeName) {
                kills.incrementAndGet();
                host.killAgent();
              }
            });
    assertThat(kills).hasValue(NODES);
  }

  private void roll(String name, Function<SimulatedHost, HostListener> killer) throws Exception {
    // Given
    SimulatedRegistry registry = new SimulatedRegistry(folder.resolve("registry.json"));
    String first = registry.publish(IMAGE + "1.0");
    String second = registry.publish(IMAGE + "2.0");
    world.closedAfterTheTest(() -> world.removeNodes(name));
    SimulatedHosts hosts =
        world.closedAfterTheTest(
            SimulatedHosts.builder(
                    world.plane().adminConfig(), folder.resolve("hosts"), registry, first)
                .nodes(name + "-", NODES)
                .labels(Map.of(TestPool.LABEL, name))
                .timing(HostTiming.fast())
                .agent(world.product()::agent)
                .start());
    TestPool pool = world.pool(name, first, 1);
    pool.awaitUpToDate(first, NODES);
    hosts.all().forEach(host -> host.listen(killer.apply(host)));
    Recorder recorder = world.recorder();

    // When
    pool.editImage(second);

    // Then
    pool.awaitUpToDate(second, NODES);
    Findings findings = recorder.finish();
    assertThat(findings.violations()).as(findings.text()).isEmpty();
    assertThat(hosts.all())
        .allSatisfy(host -> {
          assertThat(host.reboots()).isEqualTo(1);
          assertThat(host.booted().image()).isEqualTo(second);
        });
  }
}
