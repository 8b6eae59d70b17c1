/**
 * The demo: a whole cluster of real servers and simulated hosts on this machine, one rollout on it,
 * and what can be seen of it. It must not do anything that a user could not do, and must not look
 * into the operator.
 */
@NullMarked
package dev.bootc.rollout.playground.demo;

import org.jspecify.annotations.NullMarked;
