package dev.bootc.rollout.agent.plan;

import java.util.List;
import java.util.Optional;

/**
 * Who else is at work on the host.
 *
 * @param updaters units that are active and update or reboot the host by themselves
 * @param rebootRequired what the file says that asks for a reboot; empty where there is none
 */
public record Surroundings(List<String> updaters, Optional<String> rebootRequired) {
  public static final Surroundings QUIET = new Surroundings(List.of(), Optional.empty());

  public Surroundings {
    updaters = List.copyOf(updaters);
  }
}
