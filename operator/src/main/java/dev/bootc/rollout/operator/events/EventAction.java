package dev.bootc.rollout.operator.events;

/** What was being done, as the contract spells it. */
enum EventAction {
  RESOLVE_IMAGE("ResolveImage"),
  ROLLOUT("Rollout"),
  POOL_DEGRADED("PoolDegraded"),
  NODE_UPDATE("NodeUpdate"),
  DRAIN("Drain");

  private final String text;

  EventAction(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
