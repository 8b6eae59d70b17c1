/**
 * Gives the real servers to JUnit tests, started once for a whole run, says how long a promise may
 * take on a busy machine, and skips tests that need a real systemd where there can be none. It must
 * not know what the tests do with them, nor tidy up after a test: tests that share a server use
 * names of their own.
 */
@NullMarked
package dev.bootc.rollout.testkit.junit;

import org.jspecify.annotations.NullMarked;
