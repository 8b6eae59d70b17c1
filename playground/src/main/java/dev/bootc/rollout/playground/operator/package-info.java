/**
 * Runs the product's operator as a process, from the launcher that users run. It must not know what
 * the operator does, only how it is started, killed and started again.
 */
@NullMarked
package dev.bootc.rollout.playground.operator;

import org.jspecify.annotations.NullMarked;
