/**
 * What a simulated host keeps on disk, readable by every process that plays a part of it: folders,
 * deployments, settings and the registry it pulls from. It must not know who plays (bootc, systemd
 * or a test), and uses nothing but Jackson's streaming core, because each fake command is a process
 * whose start-up counts.
 */
@NullMarked
package dev.bootc.rollout.testkit.host.state;

import org.jspecify.annotations.NullMarked;
