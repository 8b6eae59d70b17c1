package dev.bootc.rollout.testkit.kubelet;

import java.time.Duration;

/**
 * How a played kubelet behaves.
 *
 * @param userAgent of its requests
 * @param podStart from a pod's arrival on the node until it is ready
 * @param podTermination from a pod's deletion until it is gone, at most its own grace period
 */
public record KubeletSettings(String userAgent, Duration podStart, Duration podTermination) {

  /** Pods start and end within 0.2 s. */
  public static KubeletSettings fast(String userAgent) {
    return new KubeletSettings(userAgent, Duration.ofMillis(200), Duration.ofMillis(200));
  }
}
