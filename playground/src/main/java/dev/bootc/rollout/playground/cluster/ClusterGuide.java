package dev.bootc.rollout.playground.cluster;

/** What a user can do with the cluster, by commands that work as they are printed. */
record ClusterGuide(StateFolder state) {

  String text() {
    return """

    The cluster is up. In this checkout:

      export KUBECONFIG=%1$s PATH=%2$s:$PATH
      kubectl get nodes          # machine-1 to 3 are real and run pods; the others are played

    Install the product, and roll the played nodes from the image that they run to another:

      helm install bootc-rollout charts/bootc-rollout --namespace bootc-rollout-system --create-namespace \\
        --set operator.image.repository=localhost/bootc-rollout/operator \\
        --set agent.image.repository=localhost/bootc-rollout/agent --wait
      kubectl apply -f docs/examples/cluster-pool.yaml
      kubectl get bnp,bn
      kubectl patch bnp workers --type merge -p '{"spec":{"image":{"ref":"%4$s"}}}'
      kubectl bootc watch workers    # Ctrl-C ends it
      kubectl bootc status           # all pools; kubectl bootc --help lists what else it says and does

    Kill both operators in the middle of that; a node that is on its way goes on, and no other before they are back:

      kubectl --namespace bootc-rollout-system delete pods --selector app.kubernetes.io/component=operator --grace-period=0 --force

    The story of the rollout is in Temporal's Web UI on http://localhost:8233:

      kubectl --namespace bootc-rollout-system port-forward statefulset/bootc-rollout-temporal 8233

    ./cluster down removes all of it. Log: %3$s
    """
        .formatted(state.kubeconfig(), state.programs(), state.log(), ProductCluster.image(1));
  }
}
