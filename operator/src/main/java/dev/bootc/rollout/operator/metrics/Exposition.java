package dev.bootc.rollout.operator.metrics;

import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of this process, as Prometheus reads them. Whoever knows how things stand is asked at
 * each scrape, so that nothing is told that is not so any more.
 */
public final class Exposition {
  private static final Logger LOG = LoggerFactory.getLogger(Exposition.class);

  /** Ours are fewer; others come from whoever starts workflows by hand. */
  private static final int MOST_FOREIGN_NAMES = 50;

  private static final String OF_TEMPORAL = "temporal_";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<Runnable> looks = new CopyOnWriteArrayList<>();

  public Exposition() {
    for (String tag : List.of("workflow_type", "activity_type", "update_name")) {
      registry
          .config()
          .meterFilter(
              MeterFilter.maximumAllowableTags(
                  OF_TEMPORAL, tag, MOST_FOREIGN_NAMES, MeterFilter.deny()));
    }
  }

  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** To be done before each scrape, until the one that is returned is run. */
  public Runnable before(Runnable look) {
    looks.add(look);
    return () -> looks.remove(look);
  }

  /** In Prometheus' text format. */
  public synchronized String text() {
    for (Runnable look : looks) {
      try {
        look.run();
      } catch (RuntimeException failed) {
        // The other metrics are what tells that something is wrong.
        LOG.atWarn().setCause(failed).log("some metrics are as they were");
      }
    }
    return registry.scrape();
  }
}
