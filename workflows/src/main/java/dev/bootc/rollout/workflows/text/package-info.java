/**
 * The form of text that humans read, the same in status, conditions and notes. It must not know
 * what the text is about.
 */
@NullMarked
package dev.bootc.rollout.workflows.text;

import org.jspecify.annotations.NullMarked;
