package dev.bootc.rollout.playground.e2e;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.NodeState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;

/** A moment in a rollout, recognised by the first object that shows it. */
enum KillPoint {
  PLANNING {
    @Override
    boolean shows(HasMetadata object) {
      return object instanceof BootcNode node
          && node.getSpec().desiredImage().equals(Images.number(1))
          && !inSlot(node);
    }
  },
  TAKE_THE_SLOT {
    @Override
    boolean shows(HasMetadata object) {
      return object instanceof BootcNode node && inSlot(node);
    }
  },
  DRAIN {
    @Override
    boolean shows(HasMetadata object) {
      return object instanceof Pod pod && pod.getMetadata().getDeletionTimestamp() != null;
    }
  },
  APPROVE {
    @Override
    boolean shows(HasMetadata object) {
      return object instanceof BootcNode node
          && node.getSpec().desiredImageState() == DesiredImageState.BOOTED;
    }
  },
  AWAIT_THE_UPDATE {
    @Override
    boolean shows(HasMetadata object) {
      return object instanceof Node node
          && node.getStatus().getConditions().stream()
              .filter(condition -> condition.getType().equals("Ready"))
              .anyMatch(condition -> condition.getStatus().equals("False"));
    }
  },
  RELEASE {
    @Override
    boolean shows(HasMetadata object) {
      return object instanceof BootcNode node
          && inSlot(node)
          && node.getSpec().desiredImage().equals(Images.number(1))
          && NodeState.of(node) == NodeState.UP_TO_DATE;
    }
  };

  abstract boolean shows(HasMetadata object);

  private static boolean inSlot(BootcNode node) {
    return TestPool.annotations(node).containsKey(BootcApi.IN_REBOOT_SLOT);
  }
}
