/**
 * The verb {@code hand-back} of the operator's program, for the end of an installation: stops the
 * operator, then gives back what it holds. It must not know Temporal: what is to be given back is
 * read from the cluster alone.
 */
@NullMarked
package dev.bootc.rollout.operator.handback;

import org.jspecify.annotations.NullMarked;
