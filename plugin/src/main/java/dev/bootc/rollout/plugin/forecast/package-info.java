/**
 * What a rollout would do from here on: who is next, what a drain would meet; pure, objects in and
 * a forecast out. Must not know how the cluster is read, or write anything.
 */
@NullMarked
package dev.bootc.rollout.plugin.forecast;

import org.jspecify.annotations.NullMarked;
