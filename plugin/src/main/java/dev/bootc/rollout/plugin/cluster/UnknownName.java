package dev.bootc.rollout.plugin.cluster;

import dev.bootc.rollout.plugin.exit.ExitCode;
import dev.bootc.rollout.plugin.exit.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** Says which names there are, where somebody mistyped one. */
final class UnknownName {
  static final int NAMED = 10;

  private UnknownName() {}

  /**
   * @param there some that there are, one more than are named where there are more
   */
  static Problem problem(String what, String name, List<? extends HasMetadata> there) {
    List<String> names = there.stream().map(each -> each.getMetadata().getName()).toList();
    String kind = what.startsWith("pool") ? "pools" : "nodes";
    String some = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return new Problem(
        ExitCode.NOT_FOUND,
        "there is no %s %s; %s"
            .formatted(
                what,
                name,
                names.isEmpty()
                    ? "there are no " + kind + " at all"
                    : kind + ": " + some + (names.size() > NAMED ? ", …" : "")));
  }
}
