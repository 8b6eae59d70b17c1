/**
 * What goes into a bundle for support, and what is taken out of it: pure but for the files it
 * writes. Must not know how the cluster is read, or what is printed.
 */
@NullMarked
package dev.bootc.rollout.plugin.bundle;

import org.jspecify.annotations.NullMarked;
