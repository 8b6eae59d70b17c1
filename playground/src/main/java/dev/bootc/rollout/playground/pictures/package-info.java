/**
 * What pictures are taken of: rollouts that stand or go on for a while, on real servers and beside
 * a real Prometheus. It must not know how the pictures are drawn, nor do anything that a user could
 * not do.
 */
@NullMarked
package dev.bootc.rollout.playground.pictures;

import org.jspecify.annotations.NullMarked;
