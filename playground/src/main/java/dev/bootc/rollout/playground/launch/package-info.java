/**
 * What the programs of the playground share: a folder that goes when they end, things that are
 * closed in reverse order, waiting with a limit. It must not know what is started or waited for.
 */
@NullMarked
package dev.bootc.rollout.playground.launch;

import org.jspecify.annotations.NullMarked;
