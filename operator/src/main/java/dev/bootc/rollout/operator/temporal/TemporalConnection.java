package dev.bootc.rollout.operator.temporal;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.client.WorkflowClient;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Temporal, and whether it works. Looks every second or so, prepares a Temporal
 * that has come (back) for us, tells those who want to know of each change, and logs each change
 * once.
 */
public final class TemporalConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TemporalConnection.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
  private static final com.uber.m3.util.Duration REPORT_EVERY =
      com.uber.m3.util.Duration.ofSeconds(10);

  /** The channel's own pause between attempts grows to minutes otherwise. */
  private static final Duration RECONNECT_EVERY = Duration.ofSeconds(2);

  private final TemporalSettings settings;
  private final Clock clock;
  private final Scope metrics;
  private final WorkflowServiceStubs patient;
  private final WorkflowServiceStubs prompt;
  private final Credentials credentials;
  private final NamespaceKeeping namespace;
  private final SearchAttributeRegistration searchAttributes;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("temporal-connection").factory());

  private volatile Reachability state;

  /** Known to the connection's own thread only. */
  private final Silences silences = new Silences();

  /** Told of changes, on the connection's own thread. */
  public interface Listener {
    /** Temporal came, or came back; it may have lost everything meanwhile. */
    void reachable();

    /** Temporal went away. */
    void unreachable();

    /** One who does the same about either. */
    static Listener onEitherChange(Runnable told) {
      return new Listener() {
        @Override
        public void reachable() {
          told.run();
        }

        @Override
        public void unreachable() {
          told.run();
        }
      };
    }
  }

  private TemporalConnection(TemporalSettings settings, MeterRegistry registry, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    metrics =
        new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(registry))
            .reportEvery(REPORT_EVERY);
    credentials = settings.credentials();
    WorkflowServiceStubsOptions.Builder ofWorkers =
        settings
            .stubs()
            .setMetricsScope(metrics)
            .setConnectionBackoffResetFrequency(RECONNECT_EVERY);
    credentials.secure(ofWorkers);
    credentials.identify(ofWorkers);
    patient = WorkflowServiceStubs.newServiceStubs(ofWorkers.build());
    // The same channel: what may not wait must not need a second connection.
    WorkflowServiceStubsOptions.Builder ofCallers =
        settings
            .stubs()
            .setTarget(null)
            .setChannel(patient.getRawChannel())
            .setMetricsScope(metrics)
            .setRpcTimeout(ANSWER_WITHIN)
            .setRpcRetryOptions(
                RpcRetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofMillis(50))
                    .setExpiration(ANSWER_WITHIN)
                    .build());
    credentials.identify(ofCallers);
    prompt = WorkflowServiceStubs.newServiceStubs(ofCallers.build());
    namespace = new NamespaceKeeping(prompt, settings.namespace(), settings.retention());
    searchAttributes =
        new SearchAttributeRegistration(prompt, credentials, settings.namespace(), clock);
    state = new Reachability.Unreachable(clock.instant(), "not asked yet");
  }

  /** Begins to look for Temporal and returns at once. */
  public static TemporalConnection open(
      TemporalSettings settings, MeterRegistry registry, Clock clock) {
    TemporalConnection connection = new TemporalConnection(settings, registry, clock);
    Future<?> _ =
        connection.timer.scheduleWithFixedDelay(
            connection::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return connection;
  }

  public Reachability state() {
    return state;
  }

  /** Until when the certificate that we show is valid; empty where we show none. */
  public Optional<Instant> validUntil() {
    return credentials.validUntil();
  }

  /** Who comes late is told at once of a Temporal that is there already. */
  public void listen(Listener listener) {
    timer.execute(() -> {
      listeners.add(listener);
      if (state instanceof Reachability.Reachable) {
        tellReachable(List.of(listener));
      }
    });
  }

  /** For workers: they wait out an outage. */
  public WorkflowClient workerClient() {
    return WorkflowClient.newInstance(patient, settings.client().build());
  }

  /** For callers who need an answer within {@link #ANSWER_WITHIN} or none. */
  public WorkflowClient promptClient() {
    return WorkflowClient.newInstance(prompt, settings.client().build());
  }

  /** Registers what rollouts are found by; needed again when Temporal was emptied. */
  public void prepare() {
    searchAttributes.ensure();
  }

  /** The search attributes that a rollout may be given; it runs as well without. */
  public Set<SearchAttributeKey<String>> searchAttributes() {
    return searchAttributes.there();
  }

  /** A caller got no answer: the next look tells whether that was Temporal. */
  public void doubt() {
    timer.execute(this::look);
  }

  private void look() {
    if (!credentials.refresh()) {
      becomeUnreachable(credentials.problem().orElseThrow());
      return;
    }
    try {
      NamespaceConfig seen = namespace.look();
      if (state instanceof Reachability.Unreachable) {
        namespace.keep(seen);
        prepare();
        state = new Reachability.Reachable();
        LOG.atInfo()
            .addKeyValue("address", settings.address())
            .addKeyValue("namespace", settings.namespace())
            .log("Temporal is reachable");
        tellReachable(listeners);
      } else {
        searchAttributes.ensureNowAndThen();
      }
      silences.answered();
    } catch (StatusRuntimeException refused) {
      if (silences.areAnOutageWith(refused.getStatus())
          || state instanceof Reachability.Unreachable) {
        becomeUnreachable(explain(refused));
      }
    } catch (RuntimeException | Error unexpected) {
      becomeUnreachable(String.valueOf(unexpected));
    }
  }

  private void tellReachable(List<Listener> told) {
    try {
      told.forEach(Listener::reachable);
    } catch (RuntimeException | Error failed) {
      becomeUnreachable(String.valueOf(failed));
    }
  }

  private void becomeUnreachable(String why) {
    Reachability before = state;
    switch (before) {
      case Reachability.Reachable _ -> {
        LOG.atWarn().addKeyValue("why", why).log("Temporal is not reachable");
        state = new Reachability.Unreachable(clock.instant(), why);
        listeners.forEach(Listener::unreachable);
      }
      case Reachability.Unreachable known -> {
        if (!known.why().equals(why)) {
          LOG.atWarn().addKeyValue("why", why).log("Temporal is not reachable");
          state = new Reachability.Unreachable(known.since(), why);
        }
      }
    }
  }

  private String explain(StatusRuntimeException refused) {
    String why =
        new WhyUnreachable(
                settings.address(),
                settings.namespace(),
                credentials.usesTls(),
                credentials.validUntil())
            .explain(refused.getStatus(), clock.instant());
    return credentials.problem().map(problem -> why + "; besides, " + problem).orElse(why);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    prompt.shutdownNow();
    patient.shutdownNow();
  }
}
