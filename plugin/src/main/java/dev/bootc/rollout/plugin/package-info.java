/**
 * {@code kubectl bootc}: the verbs, their flags, and what each prints. Must not know how the API
 * server is spoken to.
 */
@NullMarked
package dev.bootc.rollout.plugin;

import org.jspecify.annotations.NullMarked;
