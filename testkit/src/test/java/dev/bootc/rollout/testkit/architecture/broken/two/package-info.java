/** One half of a cycle of packages, so that the rule against cycles is seen to fail. */
@NullMarked
package dev.bootc.rollout.testkit.architecture.broken.two;

import org.jspecify.annotations.NullMarked;
