/**
 * A cluster with real nodes that the product can be installed on, by hand or by a test, with
 * simulated nodes beside them to be rolled. It must not know how the product works inside, nor
 * judge what it does.
 */
@NullMarked
package dev.bootc.rollout.playground.cluster;

import org.jspecify.annotations.NullMarked;
