package dev.bootc.rollout.testkit.architecture.broken.talking;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a value into the message. */
public final class Talker {
  private static final Logger LOG = LoggerFactory.getLogger(Talker.class);

  public void tell(String node) {
    LOG.info("told {}", node);
  }
}
