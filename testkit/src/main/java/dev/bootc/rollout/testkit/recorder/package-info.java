/**
 * Watches the API server and judges whether a rollout kept its promises. It must not know who
 * carries the rollout out: no workflow, no operator code, only the objects that everybody can see.
 */
@NullMarked
package dev.bootc.rollout.testkit.recorder;

import org.jspecify.annotations.NullMarked;
