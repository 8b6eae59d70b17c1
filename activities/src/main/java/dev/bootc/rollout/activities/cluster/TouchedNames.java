package dev.bootc.rollout.activities.cluster;

import java.util.Set;

/** Tells a reader of the cache what to read anew. For one thread, until it is closed. */
public interface TouchedNames extends AutoCloseable {

  /** Names of which the Node or the BootcNode was put into the cache, or taken out of it. */
  Set<String> sinceLastTime();

  @Override
  void close();
}
