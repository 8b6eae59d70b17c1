/**
 * Gets the binaries of the real servers: finds, fetches, builds and caches them. {@link
 * dev.bootc.rollout.testkit.binaries.ServerBinaries} is its door; it must not know how a server is
 * run.
 */
@NullMarked
package dev.bootc.rollout.testkit.binaries;

import org.jspecify.annotations.NullMarked;
