/**
 * Text for a terminal: widths, cuts, tables, colours. Must not know Kubernetes, pools, or where it
 * is printed.
 */
@NullMarked
package dev.bootc.rollout.plugin.text;

import org.jspecify.annotations.NullMarked;
