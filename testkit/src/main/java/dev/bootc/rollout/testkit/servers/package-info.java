/**
 * Runs the real servers that tests and programs need: etcd, the Kubernetes control plane and a
 * Temporal dev server, as ordinary processes on loopback. It must not know where their binaries
 * come from, nor what runs against them: no custom resource, no workflow, no simulated host.
 */
@NullMarked
package dev.bootc.rollout.testkit.servers;

import org.jspecify.annotations.NullMarked;
