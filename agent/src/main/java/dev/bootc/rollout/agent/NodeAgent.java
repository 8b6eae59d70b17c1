package dev.bootc.rollout.agent;

import dev.bootc.rollout.agent.host.HostUnreadable;
import dev.bootc.rollout.agent.node.NodeObject;
import dev.bootc.rollout.agent.plan.Action;
import dev.bootc.rollout.agent.plan.Credentials;
import dev.bootc.rollout.agent.plan.CredentialsOnHost;
import dev.bootc.rollout.agent.plan.Decision;
import dev.bootc.rollout.agent.plan.HostReading;
import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.agent.plan.NodeReading;
import dev.bootc.rollout.agent.plan.Observation;
import dev.bootc.rollout.agent.plan.PowerState;
import dev.bootc.rollout.agent.plan.Report;
import dev.bootc.rollout.agent.plan.Surroundings;
import dev.bootc.rollout.agent.plan.Target;
import dev.bootc.rollout.agent.plan.UnitState;
import dev.bootc.rollout.agent.plan.UpdatePlanner;
import dev.bootc.rollout.agent.pullsecret.PullSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass: observe the node and its host, decide, report, carry out. */
final class NodeAgent {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
  private static final Duration UNTIL_KNOWN = Duration.ofSeconds(30);
  private static final Duration UNTIL_ALONE = Duration.ofSeconds(5);

  private final Host host;
  private final NodeObject node;
  private final PullSecrets pullSecrets;
  private final ActionRunner actions;
  private final Observation.Limits limits;
  private final Clock clock;
  private boolean standsAside;

  NodeAgent(
      Host host,
      NodeObject node,
      PullSecrets pullSecrets,
      ActionRunner actions,
      Observation.Limits limits,
      Clock clock) {
    this.host = host;
    this.node = node;
    this.pullSecrets = pullSecrets;
    this.actions = actions;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * @return when to look again, if nothing happens before
   */
  Instant pass() {
    Optional<String> refusal = host.stateLock().refusal();
    if (refusal.isPresent()) {
      if (!standsAside) {
        LOG.atWarn().addKeyValue("reason", refusal.get()).log("this agent stands aside");
      }
      standsAside = true;
      return clock.instant().plus(UNTIL_ALONE);
    }
    standsAside = false;
    if (!node.isKnown()) {
      return clock.instant().plus(UNTIL_KNOWN);
    }
    @Nullable NodeReading current = node.last().orElse(null);
    Decision decision = lookAndDecide(current);
    if (current != null) {
      decision.report().ifPresent(report -> node.report(current.node(), report, clock.instant()));
    }
    return actions.carryOut(decision.action(), current);
  }

  private Decision lookAndDecide(@Nullable NodeReading current) {
    try {
      return decide(observe(current));
    } catch (HostUnreadable refused) {
      if (current != null) {
        Report report = Report.withoutHost(String.valueOf(refused.getMessage()));
        node.report(current.node(), report, clock.instant());
      }
      throw refused;
    }
  }

  /** Steps that only change the memory are taken at once: they need no new look at the host. */
  private Decision decide(Observation seen) {
    Decision decision = UpdatePlanner.decide(seen);
    if (!(decision.action() instanceof Action.Remember remember)) {
      return decision;
    }
    Memory after = remember.after(seen.memory());
    try {
      host.memory().save(after);
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
    return decide(seen.with(after));
  }

  private Observation observe(@Nullable NodeReading current) {
    Optional<String> problem = Optional.empty();
    Memory memory = Memory.EMPTY;
    String bootId = host.power().kernelBootId();
    try {
      pullSecrets.adopt(Credentials.of(current, CredentialsOnHost.ABSENT), bootId);
      memory = host.memory().load();
    } catch (IOException lost) {
      problem = Optional.of(String.valueOf(lost.getMessage()));
    }
    try {
      bootId = host.power().bootId();
    } catch (IllegalStateException unknown) {
      problem = Optional.of("cannot tell which boot runs: " + unknown.getMessage());
    }
    Target target = Target.of(current);
    UnitState unit = host.unitState(memory);
    PowerState power = power(memory, bootId);
    boolean worthAsking =
        unit instanceof UnitState.Stopped
            && !(target instanceof Target.None)
            && !mayGoDown(memory, bootId, power);
    HostReading reading = worthAsking ? host.status(memory) : new HostReading.Busy(Duration.ZERO);
    return new Observation(
        target,
        unit,
        reading,
        power,
        bootId,
        credentials(current, memory),
        reading instanceof HostReading.Usable ? host.surroundings() : Surroundings.QUIET,
        memory,
        problem,
        limits,
        clock.instant());
  }

  /** The file survives a soft reboot. */
  private Credentials credentials(@Nullable NodeReading current, Memory memory) {
    try {
      return Credentials.of(current, pullSecrets.onHost(memory, host.power().kernelBootId()));
    } catch (IOException unreadable) {
      throw new HostUnreadable(unreadable);
    }
  }

  private boolean mayGoDown(Memory memory, String bootId, PowerState power) {
    return memory.reboot() != null
        && memory.reboot().mayStillCome(bootId, power, clock.instant(), limits.reboot());
  }

  private PowerState power(Memory memory, String bootId) {
    return memory.reboot() != null && memory.reboot().bootId().equals(bootId)
        ? host.power().state()
        : PowerState.UP;
  }
}
