package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.Fault;
import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.HostSettings;
import dev.bootc.rollout.testkit.host.state.HostState;
import dev.bootc.rollout.testkit.host.state.Json;
import dev.bootc.rollout.testkit.host.state.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code bootc status}. */
final class StatusVerb {
  private static final Set<String> FLAGS = Set.of("--json", "--booted", "-v", "--verbose");
  private static final Set<String> OPTIONS = Set.of("--format", "--format-version");

  private final HostFolder folder;
  private final HostSettings settings;
  private final Output output;

  StatusVerb(HostFolder folder, HostSettings settings, Output output) {
    this.folder = folder;
    this.settings = settings;
    this.output = output;
  }

  int run(List<String> arguments, boolean container) {
    Arguments parsed = Arguments.parse("status", arguments, FLAGS, OPTIONS);
    parsed
        .option("--format-version")
        .filter(version -> !Set.of("0", "1").contains(version))
        .ifPresent(version -> {
          throw new BootcFailure("Status: Unsupported format version: " + version);
        });
    if (container) {
      print(StatusDocument.ofNoHost(), parsed);
      return 0;
    }
    // Kept until the process ends, as bootc does.
    try (SysrootLock _ = SysrootLock.take(folder)) {
      answer(parsed);
    }
    return 0;
  }

  private void answer(Arguments parsed) {
    if (settings.has(Fault.STATUS_HANGS)) {
      Work.untilKilled();
    }
    Work.takes(settings.timing().status());
    settings.fault(Fault.STATUS_SLOW).ifPresent(millis -> Work.takes(millis(millis)));
    Optional<String> error = settings.fault(Fault.STATUS_ERROR);
    if (error.isPresent()) {
      throw new BootcFailure(error.get());
    }
    print(
        StatusDocument.of(
            HostState.read(folder), folder, settings.backend(), parsed.has("--booted")),
        parsed);
  }

  private void print(JsonObject document, Arguments parsed) {
    boolean json =
        parsed.has("--json") || parsed.option("--format").filter("json"::equals).isPresent();
    String text = json ? Json.text(document) : Yaml.text(document);
    int length =
        settings
            .fault(Fault.STATUS_TRUNCATED)
            .map(Integer::parseInt)
            .map(limit -> Math.min(limit, text.length()))
            .orElse(text.length());
    output.text(text.substring(0, length));
  }

  private static Duration millis(String text) {
    return Duration.ofMillis(Long.parseLong(text));
  }
}
