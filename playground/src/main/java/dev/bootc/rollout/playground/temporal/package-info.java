/**
 * Looks at a Temporal server from outside, through its HTTP API, and tells its workflows things by
 * its own command. It must not know what the workflows do, and needs no Temporal client.
 */
@NullMarked
package dev.bootc.rollout.playground.temporal;

import org.jspecify.annotations.NullMarked;
