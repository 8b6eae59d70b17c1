/**
 * The steps and waits of one node's update. Must not know of other nodes, nor decide which goes
 * next.
 */
@NullMarked
package dev.bootc.rollout.activities.node;

import org.jspecify.annotations.NullMarked;
