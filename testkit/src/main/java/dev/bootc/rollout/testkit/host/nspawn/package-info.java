/**
 * A machine with a real systemd, in a container of systemd-nspawn that is made of this system's own
 * {@code /usr}. It must not know bootc, agents or Kubernetes.
 */
@NullMarked
package dev.bootc.rollout.testkit.host.nspawn;

import org.jspecify.annotations.NullMarked;
