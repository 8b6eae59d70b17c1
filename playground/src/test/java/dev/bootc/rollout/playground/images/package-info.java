/**
 * The images that {@code images/build} makes: what is in them, and that they run. It must not know
 * what operator and agent do in them.
 */
@NullMarked
package dev.bootc.rollout.playground.images;

import org.jspecify.annotations.NullMarked;
