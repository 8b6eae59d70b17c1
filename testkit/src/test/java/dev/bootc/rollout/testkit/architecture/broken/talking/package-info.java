/** Breaks the rule about constant messages, so that it is seen to fail. */
@NullMarked
package dev.bootc.rollout.testkit.architecture.broken.talking;

import org.jspecify.annotations.NullMarked;
