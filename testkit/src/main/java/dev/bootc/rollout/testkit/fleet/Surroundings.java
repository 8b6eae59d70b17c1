package dev.bootc.rollout.testkit.fleet;

import dev.bootc.rollout.testkit.kubelet.ApiWriter;
import dev.bootc.rollout.testkit.kubelet.KubeletPlayer;

/** What all nodes of a fleet share. */
record Surroundings(
    FleetLoop loop,
    ApiWriter api,
    KubeletPlayer kubelets,
    FleetTiming timing,
    FleetListener listener) {}
