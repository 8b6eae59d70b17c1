/** Reads a time by itself, so that the rule about that is seen to fail. */
@NullMarked
package dev.bootc.rollout.testkit.architecture.broken.timing;

import org.jspecify.annotations.NullMarked;
