package dev.bootc.rollout.operator.events;

import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at objects and has told what has happened to them. One that it cannot make sense of keeps
 * no other from being told of, and nobody from going on.
 */
final class Announcements {
  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  /** For so long an API server keeps Events where nobody says otherwise. */
  private static final Duration KEPT_FOR = Duration.ofHours(1);

  private final Teller teller;
  private final Clock clock;
  private final Instant news;
  private final TakenBack takenBack = new TakenBack();

  /** What was there at the beginning and has not been looked at yet. */
  private final Set<String> unseen = ConcurrentHashMap.newKeySet();

  /** Begins now: of what is there by now, what is older than an API server keeps is no news. */
  Announcements(Teller teller, Collection<? extends HasMetadata> present, Clock clock) {
    this.teller = teller;
    this.clock = clock;
    news = clock.instant().minus(KEPT_FOR);
    present.forEach(object -> unseen.add(key(object)));
  }

  void look(BootcNodePool pool) {
    look(
        pool,
        () -> {
          tell(pool, PoolHappenings.of(pool));
          takenBack.from(pool).forEach(teller::tell);
        });
  }

  void look(BootcNode node) {
    look(
        node,
        () -> {
          tell(node, NodeHappenings.of(node, clock.instant()));
          takenBack.from(node).forEach(teller::tell);
        });
  }

  /** It is gone; another of its name has nothing to do with it. */
  void forget(BootcNodePool pool) {
    takenBack.forget(pool);
  }

  /** The same of a node. */
  void forget(BootcNode node) {
    takenBack.forget(node);
  }

  private void look(HasMetadata object, Runnable look) {
    try {
      look.run();
    } catch (RuntimeException failed) {
      LOG.atWarn()
          .setCause(failed)
          .addKeyValue("object", key(object))
          .log("what has happened to an object is not told");
    }
  }

  private void tell(HasMetadata object, List<Happening> happenings) {
    boolean stoodThere = unseen.remove(key(object));
    for (Happening happening : happenings) {
      if (stoodThere && happening.since().filter(news::isAfter).isPresent()) {
        teller.passOver(happening);
      } else {
        teller.tell(happening);
      }
    }
  }

  private static String key(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }
}
