package dev.bootc.rollout.testkit.architecture.broken.logging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a logger of another name. */
public final class Named {
  private static final Logger LOGGER = LoggerFactory.getLogger(Named.class);

  public void tell() {
    LOGGER.atInfo().log("told");
  }
}
