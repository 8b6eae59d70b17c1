package dev.bootc.rollout.workflows.simulation;

import dev.bootc.rollout.api.DaemonSetGateSpec;
import dev.bootc.rollout.api.GateSpec;
import dev.bootc.rollout.api.GateTime;
import dev.bootc.rollout.api.HttpGateSpec;
import dev.bootc.rollout.workflows.node.GateAnswer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Whoever wants something to hold of updated nodes, and what comes of asking. Has dice of their
 * own.
 */
final class Gatekeeper {
  /** Long enough that more than one question is asked. */
  static final GateSpec GATE =
      new GateSpec("pods", 40, null, null, new DaemonSetGateSpec(null), null, null, null, null);

  /** Asked of a node before its slot. */
  static final GateSpec BEFORE =
      new GateSpec(
          "alerts",
          null,
          null,
          null,
          null,
          null,
          new HttpGateSpec("https://alerts.example.com/{node}"),
          null,
          GateTime.BEFORE_NODE);

  private static final long OWN_DICE = 0x6761_7465L;
  private static final long DICE_OF_BEFORE = 0x6265_666fL;

  private final SplittableRandom random;
  private final World world;
  private final boolean isThere;

  Gatekeeper(long seed, World world) {
    this.random = Seeds.otherDice(seed, OWN_DICE);
    this.world = world;
    this.isThere = Seeds.isSteered(seed) && random.nextInt(4) == 0;
    if (isThere) {
      boolean before = Seeds.otherDice(seed, DICE_OF_BEFORE).nextInt(3) == 0;
      world.ask(world.pool().options().with(before ? List.of(BEFORE, GATE) : List.of(GATE)));
    }
  }

  /** Now and then. */
  void act() {
    if (!isThere) {
      return;
    }
    switch (random.nextInt(300)) {
      case 0, 1, 2 -> judge(new GateAnswer.SaysNo("a pod is not Ready"));
      case 3, 4 -> judge(new GateAnswer.CannotBeAsked("nobody answers"));
      case 5, 6, 7, 8 -> judge(new GateAnswer.Passes());
      default -> {}
    }
  }

  private void judge(GateAnswer answer) {
    List<SimulatedNode> nodes = List.copyOf(world.nodes());
    SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
    node.host.judgedByItsGate(answer);
    world.tell(node.name, "is judged by its gate: " + answer);
  }
}
