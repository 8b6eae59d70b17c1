/**
 * From flags and environment to the operator's configuration, or to all that is wrong with them.
 * Must not know what is done with a setting: neither pools nor rollouts.
 */
@NullMarked
package dev.bootc.rollout.operator.settings;

import org.jspecify.annotations.NullMarked;
