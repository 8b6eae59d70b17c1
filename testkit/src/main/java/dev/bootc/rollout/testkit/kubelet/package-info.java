/**
 * Plays the kubelet of any number of nodes against a real API server: registers Node objects, keeps
 * their Ready condition and boot ID, runs pods and finishes deleted ones. It must not know why a
 * node goes down, nor anything of bootc.
 */
@NullMarked
package dev.bootc.rollout.testkit.kubelet;

import org.jspecify.annotations.NullMarked;
