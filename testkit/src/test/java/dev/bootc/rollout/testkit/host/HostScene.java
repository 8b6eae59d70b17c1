package dev.bootc.rollout.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostTiming;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A running host on image one, and a registry that also has image two. */
final class HostScene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final SimulatedRegistry registry;
  final String one;
  final String two;
  final SimulatedHost host;

  HostScene(Path folder) {
    registry = new SimulatedRegistry(folder.resolve("registry.json"));
    one = registry.publish("registry.example.com/os/node:1");
    two = registry.publish("registry.example.com/os/node:2");
    HostSettings settings =
        HostSettings.of(registry.file(), HostTiming.ofMillis(0, 0, 0, 0, 20, 50));
    host = SimulatedHost.create(folder.resolve("node-1"), "node-1", one, settings).start();
  }

  Process switchHeldAt(SwitchStep step, String image) {
    host.setFault(Fault.HOLD_AT, step.name());
    Process process = host.execute(List.of("bootc", "switch", image), Map.of());
    awaitHeld(step);
    return process;
  }

  void awaitHeld(SwitchStep step) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(host.folder().held()).hasContent(step.name()));
  }

  /** Reboots and waits for the next boot. */
  void reboot() {
    int before = host.reboots();
    host.run("systemctl", "reboot");
    awaitReboots(before + 1);
  }

  void awaitReboots(int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(host.reboots()).isEqualTo(count);
          assertThat(host.isUp()).isTrue();
        });
  }

  boolean has(Path file) {
    return Files.exists(file);
  }

  @Override
  public void close() {
    host.close();
  }
}
