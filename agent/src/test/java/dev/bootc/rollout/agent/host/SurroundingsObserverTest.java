package dev.bootc.rollout.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.agent.plan.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsObserverTest {
  @TempDir Path root;

  @Test
  void shouldNameTheUnitsThatAreActiveWhenSystemdTellsOfThem() {
    // Given
    SurroundingsObserver observer =
        observer("printf 'active\\ninactive\\nactivating\\nunknown\\nactive\\n'; exit 3");

    // When
    Surroundings seen = observer.look();

    // Then
    assertThat(seen)
        .isEqualTo(
            new Surroundings(
                List.of("bootc-fetch-apply-updates.timer", "dnf5-automatic.timer"),
                seen.rebootRequired()));
    assertThat(seen.rebootRequired()).isEmpty();
  }

  @Test
  void shouldNameNoneWhenSystemdDoesNotAnswerForAll() {
    // Given
    SurroundingsObserver observer = observer("echo active; exit 1");

    // When
    Surroundings seen = observer.look();

    // Then
    assertThat(seen.updaters()).isEmpty();
  }

  @Test
  void shouldAskOnceWhenTheAnswerIsStillGood() throws IOException {
    // Given
    SurroundingsObserver observer = observer("echo asked >> " + root.resolve("asked"));
    observer.look();

    // When
    observer.look();

    // Then
    assertThat(Files.readAllLines(root.resolve("asked"))).hasSize(1);
  }

  @Test
  void shouldTellTheFirstLineWhenSomebodyAsksForAReboot() throws IOException {
    // Given
    Files.createDirectories(root.resolve("run"));
    Files.writeString(root.resolve("run/reboot-required"), "by\u001b hand\nmore");

    // When
    Surroundings seen = observer("true").look();

    // Then
    assertThat(seen.rebootRequired()).contains("by hand");
  }

  /** The units come after the script, as its arguments. */
  private SurroundingsObserver observer(String script) {
    HostCommands commands = new HostCommands(List.of("sh", "-c", script));
    return new SurroundingsObserver(
        commands, Duration.ofSeconds(20), root, Duration.ofHours(1), Clock.systemUTC());
  }
}
