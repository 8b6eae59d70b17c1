package dev.bootc.rollout.testkit.host;

import java.util.List;
import java.util.Map;

/**
 * How the agent of a host is started.
 *
 * @param command program and arguments
 * @param environment added to that of this process
 */
public record AgentLaunch(List<String> command, Map<String, String> environment) {
  public AgentLaunch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
