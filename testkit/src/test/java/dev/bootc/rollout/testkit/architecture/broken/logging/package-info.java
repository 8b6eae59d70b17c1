/** Breaks the rule about the name of a logger, so that it is seen to fail. */
@NullMarked
package dev.bootc.rollout.testkit.architecture.broken.logging;

import org.jspecify.annotations.NullMarked;
