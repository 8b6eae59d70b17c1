package dev.bootc.rollout.testkit.fleet;

import dev.bootc.rollout.testkit.kubelet.ApiWriter;
import dev.bootc.rollout.testkit.kubelet.KubeletPlayer;
import java.util.List;
import java.util.function.Consumer;

/** What all nodes of a fleet share. */
record Surroundings(
    FleetLoop loop,
    ApiWriter api,
    KubeletPlayer kubelets,
    FleetTiming timing,
    List<LateFailure> lateFailures,
    FleetListener listener) {

  /**
   * On the fleet's thread, once a node that is Ready with that image shows what is wrong with it.
   */
  void whenLate(String image, Consumer<LateFailure.Sign> turnBad) {
    lateFailures.stream()
        .filter(failure -> failure.image().equals(image))
        .forEach(failure -> loop.after(failure.afterReady(), () -> turnBad.accept(failure.sign())));
  }
}
