/**
 * What the workflows share: names, and how long activities may take and are tried. Knows nothing of
 * Kubernetes' client, nor of either workflow.
 */
@NullMarked
package dev.bootc.rollout.workflows;

import org.jspecify.annotations.NullMarked;
