/**
 * The pool's pull secret on its way from the API server into the file that bootc reads. Must not
 * know bootc's commands, nor let the content of a Secret into any message, log or memory.
 */
@NullMarked
package dev.bootc.rollout.agent.pullsecret;

import org.jspecify.annotations.NullMarked;
