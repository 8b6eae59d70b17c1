/**
 * The rules of the house that every module's classes keep, as checks for the modules' tests. Must
 * not know what the modules do.
 */
@NullMarked
package dev.bootc.rollout.testkit.architecture;

import org.jspecify.annotations.NullMarked;
