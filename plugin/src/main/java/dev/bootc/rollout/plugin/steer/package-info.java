/**
 * What a verb writes, whether it applies, and what the operator says to it: pure, objects in and
 * decisions out. Must not know how it is written, or what is printed.
 */
@NullMarked
package dev.bootc.rollout.plugin.steer;

import org.jspecify.annotations.NullMarked;
