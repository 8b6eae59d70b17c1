/**
 * Names shared by the workflows: identifiers, task queues, search attributes. Knows nothing of
 * Kubernetes' client and of hosts.
 */
@NullMarked
package dev.bootc.rollout.workflows;

import org.jspecify.annotations.NullMarked;
