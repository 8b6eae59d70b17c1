/**
 * What running programs on this machine takes: starts that none of them outlives, free ports,
 * folders that go. It must not know what the programs are.
 */
@NullMarked
package dev.bootc.rollout.testkit.process;

import org.jspecify.annotations.NullMarked;
