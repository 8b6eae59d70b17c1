package dev.bootc.rollout.plugin.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.plugin.bundle.Bundle.NotRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  private static final String PODS_AT =
      "/api/v1/pods?labelSelector=app.kubernetes.io%2Fpart-of%3Dbootc-rollout&limit=250";
  private static final String POOLS_AT = "/apis/node.bootc.dev/v1alpha1/bootcnodepools?limit=250";
  private static final String NODES_AT = "/apis/node.bootc.dev/v1alpha1/bootcnodes?limit=250";
  private static final String EVENTS_AT =
      "/api/v1/events?fieldSelector=reportingComponent%3Dbootc.dev%2Fbootc-rollout-operator&limit=250";
  private static final String PODS =
      """
      {"items":[
      {"metadata":{"namespace":"system","name":"operator-0","managedFields":[{"manager":"m"}]},
      "spec":{"containers":[{"name":"main"}],"nodeName":"worker-1"},
      "status":{"containerStatuses":[{"name":"main","restartCount":1}]}},
      {"metadata":{"namespace":"system","name":"agent-down",
      "labels":{"app.kubernetes.io/component":"agent"}},
      "spec":{"containers":[{"name":"main"}],"nodeName":"worker-2"}},
      {"metadata":{"namespace":"system","name":"agent-fine",
      "labels":{"app.kubernetes.io/component":"agent"}},
      "spec":{"containers":[{"name":"main"}],"nodeName":"worker-3"}}]}
      """;
  private static final String POOLS =
      """
      {"items":[{"metadata":{"name":"workers"},
      "status":{"rollout":{"failed":[{"node":"worker-2","state":"down"}]}}}]}
      """;

  /** As {@code PodLogs} has it. */
  private static final int AT_ONCE = 5;

  private final Map<String, String> cluster = new HashMap<>();
  @TempDir private Path folder;

  @BeforeEach
  void fill() {
    cluster.put(PODS_AT, PODS);
    cluster.put(POOLS_AT, POOLS);
    cluster.put(logOf("operator-0"), "started with token=hunter2");
    cluster.put(logOf("operator-0") + "&previous=true", "fell over");
  }

  @Test
  void shouldWriteWhatCanBeReadAndNameTheRestWithTheCause() throws IOException {
    // When
    List<String> told = Bundle.write(this::read, folder);

    // Then
    assertThat(told)
        .contains(
            "not read: /apis/node.bootc.dev/v1alpha1/bootcnodes: no answer (timeout)",
            "not read: log of pod system/agent-down on node worker-2: no answer (timeout)",
            "left out: logs of 1 agents of nodes that no pool names as in flight, failed or in the"
                + " way");
    assertThat(folder.resolve("pools.json")).exists();
    assertThat(folder.resolve("pods.json"))
        .content()
        .contains("agent-down")
        .doesNotContain("managed");
    assertThat(folder.resolve("logs/system.operator-0.main.log"))
        .content()
        .startsWith("started with ")
        .doesNotContain("hunter2");
    assertThat(folder.resolve("logs/system.operator-0.main.previous.log")).hasContent("fell over");
  }

  @Test
  void shouldBeForNobodyButItsOwner() throws IOException {
    // When
    Bundle.write(this::read, folder);

    // Then
    assertThat(permissions("pools.json")).isEqualTo("rw-------");
    assertThat(permissions("logs")).isEqualTo("rwx------");
    assertThat(permissions("logs/system.operator-0.main.log")).isEqualTo("rw-------");
  }

  @Test
  void shouldReadThousandsOfNodesPageByPage() throws IOException {
    // Given
    cluster.put(NODES_AT, page("worker-1", "a+b="));
    cluster.put(NODES_AT + "&continue=a%2Bb%3D", page("worker-2", ""));

    // When
    Bundle.write(this::read, folder);

    // Then
    JsonNode written = new ObjectMapper().readTree(folder.resolve("bootcnodes.json").toFile());
    assertThat(written.path("items").valueStream().map(node -> node.at("/metadata/name").asText()))
        .containsExactly("worker-1", "worker-2");
  }

  @Test
  void shouldNotWaitForOneNodeAfterTheOtherWhenSeveralAreDown() throws IOException {
    // Given
    CyclicBarrier askedTogether = new CyclicBarrier(AT_ONCE);
    cluster.put(PODS_AT, agents(AT_ONCE));
    cluster.put(POOLS_AT, failed(AT_ONCE));

    // When
    List<String> told =
        Bundle.write(
            path -> path.contains("/log?") ? answerOnceAllAreAsked(askedTogether) : read(path),
            folder);

    // Then
    assertThat(told)
        .filteredOn(line -> line.startsWith("not read: log of "))
        .isEqualTo(
            IntStream.range(0, AT_ONCE)
                .mapToObj(
                    "not read: log of pod system/agent-%1$d on node worker-%1$d: all were asked"
                        ::formatted)
                .toList());
  }

  private static String answerOnceAllAreAsked(CyclicBarrier asked) throws NotRead {
    try {
      asked.await(10, TimeUnit.SECONDS);
      throw new NotRead("all were asked");
    } catch (BrokenBarrierException | TimeoutException alone) {
      throw new NotRead("asked alone");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new NotRead("stopped");
    }
  }

  private static String agents(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            """
            {"metadata":{"namespace":"system","name":"agent-%1$d",
            "labels":{"app.kubernetes.io/component":"agent"}},
            "spec":{"containers":[{"name":"main"}],"nodeName":"worker-%1$d"}}\
            """
                ::formatted)
        .collect(Collectors.joining(",", "{\"items\":[", "]}"));
  }

  private static String failed(int count) {
    return IntStream.range(0, count)
        .mapToObj("{\"node\":\"worker-%d\"}"::formatted)
        .collect(
            Collectors.joining(
                ",", "{\"items\":[{\"status\":{\"rollout\":{\"failed\":[", "]}}}]}"));
  }

  @Test
  void shouldKeepTheNewestOfOurEvents() throws IOException {
    // Given
    StringBuilder events = new StringBuilder("{\"items\":[");
    for (int i = 0; i < 2_010; i++) {
      events
          .append(i == 0 ? "" : ",")
          .append("{\"eventTime\":\"2026-11-29T03:%02d:%02dZ\"}".formatted(i / 60, i % 60));
    }
    cluster.put(EVENTS_AT, events + "]}");

    // When
    List<String> told = Bundle.write(this::read, folder);

    // Then
    assertThat(told).contains("left out: 10 Events that are older than the newest 2000");
    JsonNode written = new ObjectMapper().readTree(folder.resolve("events.json").toFile());
    assertThat(written.at("/items/0/eventTime").asText()).isEqualTo("2026-11-29T03:00:10Z");
  }

  private String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
  }

  private static String page(String node, String next) {
    return "{\"metadata\":{\"continue\":\"%s\"},\"items\":[{\"metadata\":{\"name\":\"%s\"}}]}"
        .formatted(next, node);
  }

  private static String logOf(String pod) {
    return "/api/v1/namespaces/system/pods/%s/log?container=main&tailLines=5000&limitBytes=4000000"
        .formatted(pod);
  }

  private String read(String path) throws NotRead {
    String there = cluster.get(path);
    if (there == null) {
      throw new NotRead("no answer (timeout)");
    }
    return there;
  }
}
