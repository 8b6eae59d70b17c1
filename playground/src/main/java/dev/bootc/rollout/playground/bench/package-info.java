/**
 * The benchmarks: each runs the product as users run it on real servers and prints a Markdown
 * table. They must not reach into the product, and measure only from outside: API server, audit
 * log, Temporal's list, the kernel.
 */
@NullMarked
package dev.bootc.rollout.playground.bench;

import org.jspecify.annotations.NullMarked;
