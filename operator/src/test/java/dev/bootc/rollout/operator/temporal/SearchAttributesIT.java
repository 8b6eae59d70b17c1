package dev.bootc.rollout.operator.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bootc.rollout.testkit.servers.TemporalServer;
import dev.bootc.rollout.workflows.RolloutNames;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.temporal.api.operatorservice.v1.RemoveSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Search attributes of a namespace that others have a say in. */
final class SearchAttributesIT {
  private static final String NAMESPACE = "default";
  private static final String POOL = RolloutNames.POOL.getName();

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final InstantSource moved = now::get;
  private final Clock clock = moved.withZone(ZoneOffset.UTC);

  @Test
  void shouldUseThemWithoutANewProcessWhenSomebodyMakesRoom() {
    // Given
    try (TemporalServer server = TemporalServer.create();
        Administrator administrator = new Administrator(server)) {
      administrator.add(POOL, IndexedValueType.INDEXED_VALUE_TYPE_INT);
      try (TemporalConnection connection =
          TemporalConnection.open(
              TemporalSettings.of(Map.of("TEMPORAL_ADDRESS", server.address())),
              new SimpleMeterRegistry(),
              clock)) {
        await().until(() -> connection.state() instanceof Reachability.Reachable);
        assertThat(connection.searchAttributes()).isEmpty();

        // When
        administrator.remove();

        // Then
        await()
            .until(() -> {
              now.updateAndGet(before -> before.plus(Duration.ofSeconds(61)));
              return connection.searchAttributes().contains(RolloutNames.POOL);
            });
      }
    }
  }

  @Test
  void shouldKeepThoseByWhichRolloutsAreFoundWhenThereIsNoRoomForMore() {
    // Given
    try (TemporalServer server = TemporalServer.create();
        Administrator administrator = new Administrator(server)) {
      Set.of(RolloutNames.POOL, RolloutNames.NODE, RolloutNames.DIGEST, RolloutNames.PHASE)
          .forEach(
              key -> administrator.add(key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
      administrator.fillWithOthers();

      // When
      try (TemporalConnection connection =
          TemporalConnection.open(
              TemporalSettings.of(Map.of("TEMPORAL_ADDRESS", server.address())),
              new SimpleMeterRegistry(),
              clock)) {

        // Then
        await()
            .untilAsserted(() ->
                assertThat(connection.searchAttributes())
                    .contains(RolloutNames.POOL, RolloutNames.PHASE)
                    .doesNotContain(RolloutNames.BLOCKED_BY));
      }
    }
  }

  /** Somebody with the right to change a namespace. */
  private static final class Administrator implements AutoCloseable {
    private final OperatorServiceStubs stubs;

    Administrator(TemporalServer server) {
      stubs =
          OperatorServiceStubs.newServiceStubs(
              OperatorServiceStubsOptions.newBuilder()
                  .setTarget(server.address())
                  .setRpcTimeout(Duration.ofMinutes(1))
                  .validateAndBuildWithDefaults());
    }

    /** Until there is no room for another. */
    void fillWithOthers() {
      try {
        for (int other = 0; other < 20; other++) {
          add("Other" + other, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
        }
      } catch (StatusRuntimeException full) {
        return;
      }
      throw new AssertionError("there is room for any number of attributes");
    }

    void add(String name, IndexedValueType type) {
      var _ =
          calls()
              .addSearchAttributes(
                  AddSearchAttributesRequest.newBuilder()
                      .setNamespace(NAMESPACE)
                      .putSearchAttributes(name, type)
                      .build());
    }

    void remove() {
      var _ =
          calls()
              .removeSearchAttributes(
                  RemoveSearchAttributesRequest.newBuilder()
                      .setNamespace(NAMESPACE)
                      .addSearchAttributes(POOL)
                      .build());
    }

    private OperatorServiceBlockingStub calls() {
      return stubs.blockingStub();
    }

    @Override
    public void close() {
      stubs.shutdownNow();
    }
  }
}
