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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the search attributes by which rollouts are found. Idempotent. */
final class SearchAttributeRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(SearchAttributeRegistration.class);
  private static final List<SearchAttributeKey<String>> KEYS =
      List.of(RolloutNames.POOL, RolloutNames.NODE, RolloutNames.DIGEST, RolloutNames.PHASE);

  private final OperatorServiceStubs stubs;
  private final String namespace;

  SearchAttributeRegistration(WorkflowServiceStubs connection, String namespace) {
    stubs =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(connection.getRawChannel())
                .setRpcTimeout(connection.getOptions().getRpcTimeout())
                // A plain build() leaves the metrics scope null, and the first call fails on it.
                .validateAndBuildWithDefaults());
    this.namespace = namespace;
  }

  /**
   * Adds those that are missing.
   *
   * @throws IllegalStateException where they are missing and may not be added, with the mend
   */
  void ensure() {
    Set<String> missing = missing();
    if (missing.isEmpty()) {
      return;
    }
    try {
      AddSearchAttributesRequest.Builder request =
          AddSearchAttributesRequest.newBuilder().setNamespace(namespace);
      missing.forEach(
          name -> request.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
      stubs.blockingStub().addSearchAttributes(request.build());
      LOG.atInfo().addKeyValue("names", missing).log("search attributes registered");
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw new IllegalStateException(
            "search attributes are missing and cannot be added ("
                + refused.getStatus()
                + "): temporal operator search-attribute create --namespace "
                + namespace
                + missing.stream()
                    .map(name -> " --name " + name + " --type Keyword")
                    .collect(Collectors.joining())
                + "; where that is refused too, because the namespace has as many as it may have, give us"
                + " one of our own: TEMPORAL_NAMESPACE",
            refused);
      }
    }
  }

  private Set<String> missing() {
    Set<String> known =
        stubs
            .blockingStub()
            .listSearchAttributes(
                ListSearchAttributesRequest.newBuilder().setNamespace(namespace).build())
            .getCustomAttributesMap()
            .keySet();
    return KEYS.stream()
        .map(SearchAttributeKey::getName)
        .filter(name -> !known.contains(name))
        .collect(Collectors.toSet());
  }
}
