package dev.bootc.rollout.testkit.host.nspawn;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a machine has beside an operating system.
 *
 * @param commands folder whose content the machine sees as {@code /usr/local/bin}
 * @param visible files and folders of this system that the machine sees under their own path and
 *     cannot change
 * @param shared folders of this system that the machine sees under their own path and can change
 * @param units unit files by name, each started with the machine
 */
public record Blueprint(
    Path commands, List<Path> visible, List<Path> shared, Map<String, String> units) {
  public Blueprint {
    visible = List.copyOf(visible);
    shared = List.copyOf(shared);
    units = Map.copyOf(units);
  }
}
