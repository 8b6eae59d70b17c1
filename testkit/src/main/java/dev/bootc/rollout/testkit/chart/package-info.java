/**
 * Renders the product's own Helm chart and installs what it grants, so that tests, demo and
 * benchmarks run with exactly the rights that users get. It must not know what operator and agents
 * do with them.
 */
@NullMarked
package dev.bootc.rollout.testkit.chart;

import org.jspecify.annotations.NullMarked;
