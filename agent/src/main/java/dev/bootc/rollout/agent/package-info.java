/**
 * The process of one node: the loop that observes, decides and acts, and the health endpoints. Must
 * not know Temporal, the operator or another node.
 */
@NullMarked
package dev.bootc.rollout.agent;

import org.jspecify.annotations.NullMarked;
