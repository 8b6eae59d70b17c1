/**
 * Process 1 of a simulated host: units that outlive whoever asked for them, the journal, and the
 * commands {@code systemctl}, {@code systemd-run} and {@code journalctl}, which are answered over a
 * socket as systemd does. It must not know bootc, agents or Kubernetes.
 */
@NullMarked
package dev.bootc.rollout.testkit.host.systemd;

import org.jspecify.annotations.NullMarked;
