/**
 * How the process ends: its exit codes, and what ends it early. Must not know Kubernetes, or what
 * was asked for.
 */
@NullMarked
package dev.bootc.rollout.plugin.exit;

import org.jspecify.annotations.NullMarked;
