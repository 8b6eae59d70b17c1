/**
 * Simulated hosts: machines with a folder as their file system, fake bootc and systemd commands as
 * real processes, and the real agent running on them. It must not know the operator, Temporal, or
 * what an agent does beside being started and killed.
 */
@NullMarked
package dev.bootc.rollout.testkit.host;

import org.jspecify.annotations.NullMarked;
