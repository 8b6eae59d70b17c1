/**
 * What pools and nodes say, as text and as JSON: pure, objects in and lines out. Must not know how
 * they were read, or what is written.
 */
@NullMarked
package dev.bootc.rollout.plugin.view;

import org.jspecify.annotations.NullMarked;
