/**
 * What users get by the chart: what it renders, what the API server and Helm make of that, and what
 * it grants. Must not know what operator and agents do with it.
 */
@NullMarked
package dev.bootc.rollout.charts;

import org.jspecify.annotations.NullMarked;
