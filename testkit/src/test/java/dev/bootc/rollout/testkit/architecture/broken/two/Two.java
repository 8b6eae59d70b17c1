package dev.bootc.rollout.testkit.architecture.broken.two;

import dev.bootc.rollout.testkit.architecture.broken.one.One;

/** One half of a cycle of packages. */
public final class Two {
  public One other() {
    return new One();
  }
}
