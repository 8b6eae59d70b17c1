/**
 * The update of one node that holds a slot: five steps and their compensation. Must not know of
 * other nodes, nor of fabric8.
 */
@NullMarked
package dev.bootc.rollout.workflows.node;

import org.jspecify.annotations.NullMarked;
