/**
 * Finds and runs the real servers that tests, the demo and the benchmarks need: etcd, the
 * Kubernetes control plane and a Temporal dev server, as ordinary processes on loopback. It must
 * not know what runs against them: no custom resource, no workflow, no simulated host.
 */
@NullMarked
package dev.bootc.rollout.testkit.servers;

import org.jspecify.annotations.NullMarked;
