/**
 * Checks and evaluates expressions of the Common Expression Language. Must not know who asks, nor
 * about what.
 */
@NullMarked
package dev.bootc.rollout.activities.expression;

import org.jspecify.annotations.NullMarked;
