package dev.bootc.rollout.operator.temporal;

import dev.bootc.rollout.workflows.RolloutNames;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the search attributes by which rollouts are found. They are a convenience: a namespace
 * that has no room for them, or where we may add none, rolls without. Idempotent.
 */
final class SearchAttributeRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(SearchAttributeRegistration.class);

  /** Those of an earlier version; they are worth having also where there is room for no more. */
  private static final List<SearchAttributeKey<String>> BY_WHICH_ROLLOUTS_ARE_FOUND =
      List.of(RolloutNames.POOL, RolloutNames.NODE, RolloutNames.DIGEST, RolloutNames.PHASE);

  private static final List<SearchAttributeKey<String>> KEYS =
      Stream.concat(BY_WHICH_ROLLOUTS_ARE_FOUND.stream(), Stream.of(RolloutNames.BLOCKED_BY))
          .toList();

  /** Whoever makes room for them, or registers them, tells nobody. */
  private static final Duration LACK_IS_BELIEVED = Duration.ofMinutes(1);

  private final OperatorServiceStubs stubs;
  private final String namespace;
  private final Clock clock;
  private volatile Set<SearchAttributeKey<String>> there = Set.of();
  private Instant askedAt = Instant.EPOCH;

  /** What was said last, so that it is said once. */
  private String said = "";

  SearchAttributeRegistration(
      WorkflowServiceStubs connection, Credentials credentials, String namespace, Clock clock) {
    OperatorServiceStubsOptions.Builder options =
        OperatorServiceStubsOptions.newBuilder()
            .setChannel(connection.getRawChannel())
            .setRpcTimeout(connection.getOptions().getRpcTimeout());
    credentials.identify(options);
    // A plain build() leaves the metrics scope null, and the first call fails on it.
    stubs = OperatorServiceStubs.newServiceStubs(options.validateAndBuildWithDefaults());
    this.namespace = namespace;
    this.clock = clock;
  }

  /** Those that are there and may be used. */
  Set<SearchAttributeKey<String>> there() {
    return there;
  }

  /**
   * Adds those that are missing.
   *
   * @throws StatusRuntimeException where Temporal went away meanwhile
   */
  synchronized void ensure() {
    askedAt = clock.instant();
    there = add();
  }

  /**
   * As {@link #ensure}, where they were not there some time ago.
   *
   * @throws StatusRuntimeException where Temporal went away meanwhile
   */
  synchronized void ensureNowAndThen() {
    // Either way: the clock may have been set back.
    Duration since = Duration.between(askedAt, clock.instant()).abs();
    if (there.size() < KEYS.size() && since.compareTo(LACK_IS_BELIEVED) >= 0) {
      ensure();
    }
  }

  private Set<SearchAttributeKey<String>> add() {
    List<String> missing = List.of();
    try {
      missing = missing();
      if (!missing.isEmpty()) {
        add(missing);
        LOG.atInfo().addKeyValue("names", missing).log("search attributes registered");
      }
      if (!said.isEmpty()) {
        LOG.atInfo()
            .addKeyValue("namespace", namespace)
            .log("rollouts that begin from now on have search attributes");
      }
      said = "";
      return Set.copyOf(KEYS);
    } catch (StatusRuntimeException refused) {
      return switch (refused.getStatus().getCode()) {
        case ALREADY_EXISTS -> Set.copyOf(KEYS);
        case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED -> throw refused;
        default -> doWithout(missing, refused.getStatus());
      };
    }
  }

  private Set<SearchAttributeKey<String>> doWithout(List<String> missing, Status refusal) {
    String why = String.valueOf(refusal.getDescription());
    if (!said.equals(why)) {
      said = why;
      LOG.atWarn()
          .addKeyValue("why", why)
          .addKeyValue("namespace", namespace)
          .addKeyValue("mend", command())
          .addKeyValue("missing", missing)
          .log("rollouts run without search attributes");
    }
    return missing.equals(List.of(RolloutNames.BLOCKED_BY.getName()))
        ? Set.copyOf(BY_WHICH_ROLLOUTS_ARE_FOUND)
        : Set.of();
  }

  private String command() {
    return "temporal operator search-attribute create --namespace "
        + namespace
        + KEYS.stream()
            .map(key -> " --name " + key.getName() + " --type Keyword")
            .collect(Collectors.joining())
        + ", or a namespace of our own: TEMPORAL_NAMESPACE";
  }

  private void add(List<String> missing) {
    AddSearchAttributesRequest.Builder request =
        AddSearchAttributesRequest.newBuilder().setNamespace(namespace);
    missing.forEach(
        name -> request.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    var _ = stubs.blockingStub().addSearchAttributes(request.build());
  }

  private List<String> missing() {
    Map<String, IndexedValueType> known =
        stubs
            .blockingStub()
            .listSearchAttributes(
                ListSearchAttributesRequest.newBuilder().setNamespace(namespace).build())
            .getCustomAttributesMap();
    List<String> names = KEYS.stream().map(SearchAttributeKey::getName).toList();
    for (String name : names) {
      IndexedValueType type = known.getOrDefault(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
      if (type != IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD) {
        throw Status.INVALID_ARGUMENT
            .withDescription(name + " is there as " + type + ", and we need a Keyword")
            .asRuntimeException();
      }
    }
    return names.stream().filter(name -> !known.containsKey(name)).toList();
  }
}
