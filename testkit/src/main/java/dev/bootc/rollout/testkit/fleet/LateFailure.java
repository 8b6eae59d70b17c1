package dev.bootc.rollout.testkit.fleet;

import java.time.Duration;

/**
 * What is wrong with an image although its nodes come up Ready.
 *
 * @param image {@code name@sha256:…}
 * @param afterReady how long after each boot into it the node shows it
 */
public record LateFailure(String image, Duration afterReady, Sign sign) {

  /** How the node shows it. */
  public enum Sign {
    /** Its host reboots into the image from before, without anybody having asked. */
    HOST_ROLLS_BACK,
    /** Its kubelet does not report any more, until the machine is rebooted; its agent goes on. */
    NODE_IS_NOT_READY
  }
}
