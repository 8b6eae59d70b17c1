/**
 * Text for a terminal: widths, cuts, tables, colours, and times, of which it knows how they are
 * written. Must not know Kubernetes, what a pool decides, or where it is printed.
 */
@NullMarked
package dev.bootc.rollout.plugin.text;

import org.jspecify.annotations.NullMarked;
