package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ImageDigest;
import dev.bootc.rollout.api.ImageRef;
import dev.bootc.rollout.api.PullSecretRef;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows what tags mean, for whoever asks. Guarantees: one question at a time about one tag with the
 * same credentials, however many want to know; the answer is waited for by nobody, and everybody is
 * woken by it. It never asks of its own accord: whoever wants to know comes again when {@link
 * TagAnswer#next()} says so.
 */
public final class TagResolver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TagResolver.class);

  /** Registries that hang must not keep others from being asked. */
  private static final int AT_A_TIME = 32;

  private final Wire wire;
  private final Mirrors mirrors;
  private final Supplier<RegistrySettings> settings;
  private final Function<PullSecretRef, Optional<String>> secrets;
  private final Consumer<Collection<String>> wake;
  private final Clock clock;
  private final RandomGenerator random;
  private final Consumer<Boolean> told;
  private final ExecutorService questions =
      Executors.newFixedThreadPool(
          AT_A_TIME, Thread.ofVirtual().name("tag-resolution-", 0).factory());
  private final Map<TagQuestion, Known> known = new HashMap<>();
  private final Map<String, Visit> visits = new HashMap<>();

  /** What is known of a tag, and who wants to know. */
  private static final class Known {
    private TagState state = TagState.UNKNOWN;
    private final Set<String> askers = new HashSet<>();
  }

  /** What somebody asked the last time. */
  private record Visit(TagQuestion question, @Nullable String checkNow) {}

  /**
   * @param options what the process was told
   * @param settings those in force at the moment
   * @param secrets content of a Secret, {@code .dockerconfigjson}
   * @param told whether a registry gave an answer, after each question
   * @param wake told who wanted to know what is known now; must return at once
   */
  public TagResolver(
      RegistryOptions options,
      Supplier<RegistrySettings> settings,
      Function<PullSecretRef, Optional<String>> secrets,
      Consumer<Collection<String>> wake,
      Clock clock,
      RandomGenerator random,
      Consumer<Boolean> told) {
    this.wire = new Wire(options.authorities(), options.proxies());
    this.mirrors = options.mirrors();
    this.settings = settings;
    this.secrets = secrets;
    this.wake = wake;
    this.clock = clock;
    this.random = random;
    this.told = told;
  }

  /**
   * What is known now. Where it is time to ask the registry, that begins, and nobody waits for it.
   */
  public synchronized TagAnswer answer(Asker asker) {
    TagQuestion question = asker.question();
    Visit visit = new Visit(question, asker.checkNow());
    Visit before = visits.put(asker.name(), visit);
    if (before != null && !before.question().equals(question)) {
      forget(asker.name(), before.question());
    }
    Known about = known.computeIfAbsent(question, _ -> new Known());
    about.askers.add(asker.name());
    if (before != null
        && asker.checkNow() != null
        && !Objects.equals(before.checkNow(), asker.checkNow())) {
      about.state = about.state.wantedNow();
    }
    if (about.state.isDue(clock.instant())) {
      about.state = about.state.begun();
      begin(question, asker.secret());
    }
    return about.state.answer(asker.lastGood());
  }

  /** It wants to know nothing any more. */
  public synchronized void forget(String asker) {
    Visit before = visits.remove(asker);
    if (before != null) {
      forget(asker, before.question());
    }
  }

  private void forget(String asker, TagQuestion question) {
    Known about = known.get(question);
    if (about != null) {
      about.askers.remove(asker);
      if (about.askers.isEmpty()) {
        known.remove(question);
      }
    }
  }

  private void begin(TagQuestion question, @Nullable PullSecretRef secret) {
    try {
      Future<?> _ = questions.submit(() -> ask(question, secret));
    } catch (RejectedExecutionException closed) {
      LOG.atDebug().addKeyValue("image", question.ref()).log("closed: the registry is not asked");
    }
  }

  private void ask(TagQuestion question, @Nullable PullSecretRef secret) {
    RegistrySettings now = new RegistrySettings(RegistrySettings.DEFAULT_PERIOD, false);
    TagLookup.Outcome outcome;
    try {
      now = settings.get();
      outcome = lookUp(question.ref(), secret, now);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException | Error fault) {
      // Whoever is not answered would wait for ever. It is the API server mostly, and comes back.
      LOG.atWarn().setCause(fault).addKeyValue("image", question.ref()).log("tag not looked up");
      outcome =
          new TagLookup.Outcome.Failed(
              new RegistryFailure("spec.image.ref: its registry could not be asked yet", null));
    }
    told.accept(outcome instanceof TagLookup.Outcome.Found);
    wake.accept(remember(question, outcome, now));
  }

  private TagLookup.Outcome lookUp(
      ImageRef.Tagged ref, @Nullable PullSecretRef secret, RegistrySettings now)
      throws InterruptedException {
    Destination destination = mirrors.of(ref);
    Optional<RegistryCredentials> credentials;
    try {
      credentials =
          Optional.ofNullable(secret)
              .flatMap(secrets)
              .flatMap(content -> RegistryCredentials.in(content, destination.at()));
    } catch (IllegalArgumentException malformed) {
      return new TagLookup.Outcome.Failed(
          new RegistryFailure(
              "spec.pullSecretRef: its .dockerconfigjson has "
                  + malformed.getMessage()
                  + ": create it by kubectl create secret docker-registry",
              null));
    }
    return new TagLookup(wire, clock, destination, credentials, now.allowInsecure()).ask();
  }

  /** Who wants to know. */
  private synchronized List<String> remember(
      TagQuestion question, TagLookup.Outcome outcome, RegistrySettings settings) {
    Known about = known.get(question);
    if (about == null) {
      return List.of();
    }
    Rhythm rhythm = new Rhythm(settings.period(), random.nextDouble());
    TagState before = about.state;
    about.state =
        switch (outcome) {
          case TagLookup.Outcome.Found(ImageDigest digest) ->
              before.resolved(digest, clock.instant(), rhythm);
          case TagLookup.Outcome.Failed(RegistryFailure failure) ->
              before.failed(failure, clock.instant(), rhythm);
        };
    tell(question, before, about.state);
    return List.copyOf(about.askers);
  }

  /** What is new: a registry that is away for a day is no news each time. */
  private static void tell(TagQuestion question, TagState before, TagState after) {
    if (after.problem() == null && !Objects.equals(before.digest(), after.digest())) {
      LOG.atInfo()
          .addKeyValue("image", question.ref())
          .addKeyValue("digest", after.digest() == null ? "" : after.digest().text())
          .log("tag resolved");
    } else if (!Objects.equals(before.problem(), after.problem())) {
      LOG.atWarn()
          .addKeyValue("image", question.ref())
          .addKeyValue("why", after.problem() == null ? "answers again" : after.problem())
          .log("tag not resolved");
    }
  }

  @Override
  public void close() {
    questions.shutdownNow();
    wire.close();
  }
}
