package dev.bootc.rollout.playground.demo;

import dev.bootc.rollout.playground.launch.Checkout;
import dev.bootc.rollout.testkit.binaries.Server;
import java.nio.file.Path;

/** What a user can look at and try while the demo runs. */
final class Guide {

  private final DemoCluster cluster;
  private final DemoImages images;

  Guide(DemoCluster cluster, DemoImages images) {
    this.cluster = cluster;
    this.images = images;
  }

  String text() {
    Path kubectl = cluster.binaries().binary(Server.KUBECTL);
    Path temporal = cluster.binaries().binary(Server.TEMPORAL);
    return """

    Look, in another terminal:
      Temporal Web UI    %1$s/namespaces/default/workflows
                         (the board is on the page of rollout/%6$s, in the tab User Metadata)
      export KUBECONFIG=%2$s TEMPORAL_ADDRESS=%3$s PATH=%10$s:$PATH
      alias kubectl=%4$s temporal=%5$s
      kubectl get bnp,bn,nodes
      kubectl bootc status       # and why, plan, watch: kubectl bootc --help; the demo's operator
                                 # elects no leader, so they do not know whether it is alive
      kubectl bootc history %6$s --temporal-url %1$s

    Three things to try:
      1. Roll to image 3.0, now or in the middle of a rollout, and back to 2.0:
           kubectl patch bnp %6$s --type merge -p '{"spec":{"image":{"ref":"%7$s"}}}'
           kubectl patch bnp %6$s --type merge -p '{"spec":{"image":{"ref":"%9$s"}}}'
      2. Pause while it rolls, by the field or by a signal, and go on:
           kubectl patch bnp %6$s --type merge -p '{"spec":{"rollout":{"paused":true}}}'
           kubectl patch bnp %6$s --type merge -p '{"spec":{"rollout":{"paused":false}}}'
           temporal workflow signal -w rollout/%6$s --name pause --input '"the shop is busy"'
           temporal workflow signal -w rollout/%6$s --name resume
         A signal needs a rollout that is not over. A pause by signal that is not taken back
         holds the next rollout too, and is resumed there.
      3. Kill the operator while nodes are on their way, and see that nothing is lost
         (./demo --slow gives you more time for it):
           kill -9 %8$d

    Ctrl-C stops and removes everything.

    """
        .formatted(
            cluster.temporal().uiAddress(),
            cluster.controlPlane().adminKubeconfig(),
            cluster.temporal().address(),
            kubectl,
            temporal,
            DemoCluster.POOL,
            images.third(),
            cluster.operatorProcess().pid(),
            images.second(),
            Checkout.root().resolve("bin"));
  }
}
