/**
 * Rollouts of real servers and a light fleet that are led to where somebody looks at them, and left
 * there. It must not do anything that a user could not do, and must not look into the operator.
 */
@NullMarked
package dev.bootc.rollout.playground.scenes;

import org.jspecify.annotations.NullMarked;
