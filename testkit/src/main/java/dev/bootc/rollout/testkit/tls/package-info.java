/**
 * Certificates and tokens as somebody else would issue them, for servers and clients of a test. It
 * must not know who uses them.
 */
@NullMarked
package dev.bootc.rollout.testkit.tls;

import org.jspecify.annotations.NullMarked;
