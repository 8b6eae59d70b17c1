/**
 * When nodes may be started: windows that come again and again, by the clocks of their time zones,
 * without the days that are excepted. Must not know what is started, nor fabric8, nor Temporal.
 */
@NullMarked
package dev.bootc.rollout.workflows.window;

import org.jspecify.annotations.NullMarked;
