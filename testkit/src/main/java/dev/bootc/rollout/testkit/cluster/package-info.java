/**
 * A Kubernetes cluster with real nodes on this machine: kubelets and containerd in namespaces of
 * their own, on one bridge with a control plane. It must not know what is installed on it.
 */
@NullMarked
package dev.bootc.rollout.testkit.cluster;

import org.jspecify.annotations.NullMarked;
