package dev.bootc.rollout.activities.cluster;

import java.util.Optional;
import java.util.Set;

/** Tells a reader of the cache what to read anew. For one thread, until it is closed. */
public interface TouchedNames extends AutoCloseable {

  /**
   * Names of which the Node or the BootcNode was put into the cache, or taken out of it; empty
   * where there were too many to be kept, so that everything is to be read anew.
   */
  Optional<Set<String>> sinceLastTime();

  @Override
  void close();
}
