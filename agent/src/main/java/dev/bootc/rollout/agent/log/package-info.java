/**
 * The process's log: one line an event on stderr, as text or JSON. Must not know what is logged,
 * and loads as few classes as it can, because they stay in the memory of every node.
 */
@NullMarked
package dev.bootc.rollout.agent.log;

import org.jspecify.annotations.NullMarked;
