/** Breaks the rules about sleep, names and arrows, so that they are seen to fail. */
@NullMarked
package dev.bootc.rollout.testkit.architecture.broken.sleeping;

import org.jspecify.annotations.NullMarked;
