package dev.bootc.rollout.agent.settings;

import dev.bootc.rollout.agent.plan.Observation.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the process, read once.
 *
 * @param nodeName name of the Node, and of its BootcNode
 * @param kubeconfig empty: the access that the pod itself has
 * @param hostCommandPrefix argv in front of every host command
 * @param hostRoot the host's root directory as the agent sees it
 * @param stateDirectory where the memory is kept, as the agent sees it; it must survive a reboot of
 *     the host
 * @param commandDeadline of host commands that end quickly
 * @param limits how long staging and reboots may take, and how often the host is looked at
 * @param retryDelay pause after the first failure; doubled after each further one
 * @param startJitter longest wait before the API server is first asked
 * @param httpPort of the health endpoints; 0 takes a free one
 */
public record AgentConfiguration(
    String nodeName,
    Optional<Kubeconfig> kubeconfig,
    List<String> hostCommandPrefix,
    Path hostRoot,
    Path stateDirectory,
    Duration commandDeadline,
    Limits limits,
    Duration retryDelay,
    Duration startJitter,
    int httpPort) {}
