/**
 * Lets activities be called by our own workflows about our own pools only. Must not know what the
 * activities do.
 */
@NullMarked
package dev.bootc.rollout.activities.caller;

import org.jspecify.annotations.NullMarked;
