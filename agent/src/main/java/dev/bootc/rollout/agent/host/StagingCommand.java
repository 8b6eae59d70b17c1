package dev.bootc.rollout.agent.host;

import dev.bootc.rollout.api.ImageRef;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@code bootc switch} is called in the unit.
 *
 * @param withProgress bootc's progress goes through a pipe into {@link ProgressFile}
 * @param locked no reboot applies the image before it is unlocked
 * @param verified the image must be signed as the host's policy says, and later ones too
 */
public record StagingCommand(boolean withProgress, boolean locked, boolean verified) {

  /**
   * systemd-run passes no descriptors on, and bootc takes nothing but a pipe. The pipe is drained
   * on the host, whether an agent lives or not, because bootc stops pulling when it is full. The
   * exit code is bootc's.
   */
  private static final String RELAY =
      """
      file=$1; shift
      exec 4>&1
      code=$({ "$@" --progress-fd 3 3>&1 >&4 4>&-; echo "$?"; } | while read -r line; do
        case $line in
          {*) printf '%s\\n' "$line" >"$file" ;;
          *) echo "$line" ;;
        esac
      done)
      exit "${code:-1}"
      """;

  List<String> argv(ImageRef.Pinned image) {
    List<String> argv = new ArrayList<>();
    if (withProgress) {
      argv.addAll(List.of("sh", "-c", RELAY, "sh", ProgressFile.IN_UNIT));
    }
    argv.addAll(List.of("bootc", "switch", "--quiet"));
    if (locked) {
      argv.add("--download-only");
    }
    if (verified) {
      argv.add("--enforce-container-sigpolicy");
    }
    argv.add(image.toString());
    return argv;
  }
}
