/**
 * The whole product on real servers: operator and agents as processes, killed and steered as users
 * and fate do it. Must not reach into the product's classes beyond its api.
 */
@NullMarked
package dev.bootc.rollout.playground.e2e;

import org.jspecify.annotations.NullMarked;
