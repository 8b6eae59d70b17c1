/**
 * The fake {@code bootc}: its verbs, their order of effects, their locking and their words, as
 * bootc 1.16 on ostree has them. It must not know systemd beyond calling {@code systemctl reboot},
 * nor who calls it.
 */
@NullMarked
package dev.bootc.rollout.testkit.host.bootc;

import org.jspecify.annotations.NullMarked;
