/**
 * A controller that makes the writes of a rollout and keeps none of its promises: what machine, API
 * server and fleet allow at most. It must not know who measures it.
 */
@NullMarked
package dev.bootc.rollout.playground.floor;

import org.jspecify.annotations.NullMarked;
