package dev.bootc.rollout.testkit.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.host.state.Deployment;
import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.SwitchStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boots, units and the agent's life on a host. */
class SimulatedHostTest {
  private static final AgentLaunch IDLE_AGENT = new AgentLaunch(List.of("sleep", "1000"), Map.of());

  private HostScene scene;
  private SimulatedHost host;

  @BeforeEach
  void boot(@TempDir Path folder) {
    scene = new HostScene(folder);
    host = scene.host;
  }

  @AfterEach
  void end() {
    scene.close();
  }

  @Test
  void shouldRunTheStagedImageInANewBootWhenRebooted() {
    // Given
    host.run("bootc", "switch", scene.two);
    HostFolder.write(host.folder().run().resolve("ostree/auth.json"), "{}");
    String firstBoot = host.bootId();

    // When
    scene.reboot();

    // Then
    assertThat(host.booted().image()).isEqualTo(scene.two);
    assertThat(host.rollback()).map(Deployment::image).contains(scene.one);
    assertThat(host.staged()).isEmpty();
    assertThat(host.bootIds()).hasSize(2).startsWith(firstBoot).doesNotHaveDuplicates();
    assertThat(host.folder().bootIdFile()).hasContent(host.bootId());
    assertThat(host.folder().run().resolve("ostree/auth.json")).doesNotExist();
    assertThat(host.folder().rebootRequired()).doesNotExist();
  }

  @Test
  void shouldEndEveryProcessAndRunANewAgentWhenRebooted() {
    // Given
    host.runAgent(IDLE_AGENT);
    long agent = awaitAgent();
    host.run("systemd-run", "--unit=long", "sleep", "1000");
    Process console = host.execute(List.of("sleep", "1000"), Map.of());

    // When
    scene.reboot();

    // Then
    assertThat(ProcessHandle.of(agent).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(console.isAlive()).isFalse();
    assertThat(host.activeUnits()).isEmpty();
    assertThat(awaitAgent()).isNotEqualTo(agent);
  }

  @Test
  void shouldLetTheUnitFinishWhenTheAgentIsKilled() {
    // Given
    host.setFault(Fault.HOLD_AT, SwitchStep.CHECKED.name());
    host.runAgent(
        new AgentLaunch(
            Stream.concat(
                    host.commandPrefix().stream(),
                    Stream.of(
                        "systemd-run", "--unit=stage", "--wait", "bootc", "switch", scene.two))
                .toList(),
            Map.of()));
    scene.awaitHeld(SwitchStep.CHECKED);

    // When
    host.killAgent();

    // Then
    assertThat(host.activeUnits()).containsExactly("stage.service");
    host.clearFault(Fault.HOLD_AT);
    await()
        .atMost(HostScene.PATIENCE)
        .untilAsserted(
            () -> assertThat(host.journal()).contains("Queued for next boot: " + scene.two));
    assertThat(host.staged()).map(Deployment::image).contains(scene.two);
  }

  @Test
  void shouldStartTheAgentLaterAndLaterWhenItKeepsDying() {
    // Given
    AtomicInteger starts = new AtomicInteger();
    host.listen(
        new HostListener() {
          @Override
          public void agentStarted(String nodeName, long pid) {
            starts.incrementAndGet();
          }
        });

    // When
    host.runAgent(new AgentLaunch(List.of("false"), Map.of()));

    // Then
    await().atMost(HostScene.PATIENCE).until(() -> starts.get() >= 2);
    await().during(Duration.ofSeconds(1)).until(() -> starts.get() <= 4);
  }

  @Test
  void shouldTellItsListenersInOrderWhenRebooted() {
    // Given
    List<String> events = new CopyOnWriteArrayList<>();
    host.listen(
        new HostListener() {
          @Override
          public void rebootOrdered(String nodeName) {
            events.add("ordered");
          }

          @Override
          public void wentDown(String nodeName) {
            events.add("down");
          }

          @Override
          public void cameUp(String nodeName, String bootId) {
            events.add("up " + bootId);
          }
        });

    // When
    scene.reboot();

    // Then
    assertThat(events).containsExactly("ordered", "down", "up " + host.bootId());
  }

  @Test
  void shouldMapExitCodesAsSystemdDoesWhenAUnitEnds() {
    // Given
    List<Integer> codes = new ArrayList<>();

    // When
    codes.add(unit("sh", "-c", "exit 7"));
    codes.add(unit("sh", "-c", "kill -TERM $$"));
    codes.add(unit("sh", "-c", "kill -KILL $$"));

    // Then
    assertThat(codes).containsExactly(7, 0, 255);
  }

  @Test
  void shouldEndTheUnitCleanlyWhenItIsStopped() {
    // Given
    Process waiting =
        host.execute(List.of("systemd-run", "--unit=u", "--wait", "sleep", "1000"), Map.of());
    await().atMost(HostScene.PATIENCE).until(() -> !host.activeUnits().isEmpty());

    // When
    CommandResult stop = host.run("systemctl", "stop", "u");

    // Then
    assertThat(stop.exitCode()).isZero();
    assertThat(CommandResult.of(waiting).exitCode()).isZero();
    assertThat(host.run("systemctl", "stop", "u").exitCode()).isEqualTo(5);
  }

  @Test
  void shouldReadOnlyTheLinesAfterTheCursorWhenAskedTo() {
    // Given
    unit("echo", "before");
    String cursor =
        host.run("journalctl", "--show-cursor", "-n", "0", "-o", "cat")
            .output()
            .replace("-- cursor: ", "");
    unit("echo", "after");

    // When
    CommandResult lines =
        host.run("journalctl", "-u", "u", "--after-cursor=" + cursor, "-o", "cat", "--no-pager");

    // Then
    assertThat(lines.output().lines())
        .containsExactly(
            "Started u.service - echo after.", "after", "u.service: Deactivated successfully.");
  }

  @Test
  void shouldBootTheOldImageAndSayWhyWhenFinalizingFails() {
    // Given
    host.run("bootc", "switch", scene.two);
    host.setFault(Fault.FINALIZE_FAILS, "Installing kernel: No space left on device");

    // When
    scene.reboot();

    // Then
    assertThat(host.booted().image()).isEqualTo(scene.one);
    assertThat(host.run("systemctl", "is-active", "ostree-boot-complete.service").output())
        .isEqualTo("failed");
    assertThat(host.journal())
        .contains(
            "error: ostree-finalize-staged.service failed on previous boot: Installing kernel: No"
                + " space left on device");
  }

  @Test
  void shouldNotApplyTheStagedImageWhenItIsLocked() {
    // Given
    host.run("bootc", "switch", scene.two);
    host.run("bootc", "upgrade", "--download-only");

    // When
    scene.reboot();

    // Then
    assertThat(host.booted().image()).isEqualTo(scene.one);
    assertThat(host.staged()).isEmpty();
  }

  @Test
  void shouldLoseTheStagedImageWhenThePowerFails() {
    // Given
    host.run("bootc", "switch", scene.two);

    // When
    host.crash();

    // Then
    scene.awaitReboots(1);
    assertThat(host.booted().image()).isEqualTo(scene.one);
    assertThat(host.staged()).isEmpty();
    assertThat(host.layers()).hasSize(7);
  }

  @Test
  void shouldStayUpWhenTheRebootIsIgnored() {
    // Given
    host.setFault(Fault.REBOOT_IGNORED, "");

    // When
    CommandResult reboot = host.run("systemctl", "reboot");

    // Then
    assertThat(reboot.exitCode()).isZero();
    await().during(Duration.ofMillis(300)).until(() -> host.isUp() && host.reboots() == 0);
  }

  @Test
  void shouldKeepTheBootIdWhenTheRebootIsASoftOne() {
    // Given
    HostFolder.write(host.folder().nextRoot(), "");
    String boot = host.bootId();

    // When
    scene.reboot();

    // Then
    assertThat(host.bootId()).isEqualTo(boot);
    assertThat(host.run("systemctl", "show", "-P", "SoftRebootsCount").output()).isEqualTo("1");
  }

  private int unit(String... command) {
    List<String> call =
        new ArrayList<>(List.of("systemd-run", "--unit=u", "--wait", "--collect", "--quiet"));
    call.addAll(List.of(command));
    return host.run(call.toArray(String[]::new)).exitCode();
  }

  private long awaitAgent() {
    return await()
        .atMost(HostScene.PATIENCE)
        .until(() -> host.agentPid().orElse(0L), pid -> pid > 0);
  }
}
