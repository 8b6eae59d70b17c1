/**
 * What a rollout has come to, for whoever waits for it: pure. Must not know how its changes are
 * heard, or what is printed.
 */
@NullMarked
package dev.bootc.rollout.plugin.progress;

import org.jspecify.annotations.NullMarked;
