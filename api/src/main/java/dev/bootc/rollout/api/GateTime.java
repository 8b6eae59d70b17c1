package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a gate is asked about a node. */
public enum GateTime {
  /** Once it is updated and Ready, in its slot; the slot is freed when the gate holds. */
  @JsonProperty("AfterNode")
  AFTER_NODE,
  /** Before it takes its slot; where the gate does not hold the node is not even cordoned. */
  @JsonProperty("BeforeNode")
  BEFORE_NODE
}
