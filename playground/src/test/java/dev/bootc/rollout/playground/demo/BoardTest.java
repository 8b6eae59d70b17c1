package dev.bootc.rollout.playground.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolSpec;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.Condition;
import dev.bootc.rollout.api.DesiredImageState;
import dev.bootc.rollout.api.ImageInfo;
import dev.bootc.rollout.api.ImageSource;
import dev.bootc.rollout.api.NodeConditions;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.RolloutStatus.NodeProgress;
import dev.bootc.rollout.api.RolloutStatus.WaitingNodes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final String OLD = "registry.example.com/os@sha256:" + "a".repeat(64);
  private static final String NEW = "registry.example.com/os@sha256:" + "b".repeat(64);

  private final Map<String, BootcNode> updates = new HashMap<>();
  private final Board board = new Board();

  @Test
  void shouldSayWhyEachNodeWaitsWhenARolloutIsUnderWay() {
    // Given
    updates.put("node-1", update("node-1", true, DesiredImageState.STAGED));
    updates.put("node-2", update("node-2", true, DesiredImageState.BOOTED));
    updates.put("node-3", update("node-3", false, DesiredImageState.STAGED));

    // When
    List<NodeLine> lines = board.nodeLines(view(), NOON);

    // Then
    assertThat(lines)
        .extracting(line -> line.text(ZoneOffset.UTC))
        .containsExactly(
            "node-1   runs 1.0  drains              since 12:00:00  waiting for pod shop/db-0",
            "node-2   runs 1.0  reboots             since 12:00:00  rebooting",
            "node-3   runs 1.0  staged              since 12:00:00  no slot is free",
            "node-4   runs ?    waits for its agent since 12:00:00");
  }

  @Test
  void shouldKeepTheTimeWhenANodeStaysInItsState() {
    // Given
    updates.put("node-1", update("node-1", false, DesiredImageState.STAGED));
    List<NodeLine> _ = board.nodeLines(view(), NOON);

    // When
    List<NodeLine> lines = board.nodeLines(view(), NOON.plusSeconds(60));

    // Then
    assertThat(lines.getFirst().since()).isEqualTo(NOON);
  }

  @Test
  void shouldPutTheRolloutInOneLineWhenThereIsOne() {
    // When
    String line = board.poolLine(view());

    // Then
    assertThat(line).isEqualTo("Rolling: 0 of 4 updated");
  }

  @ParameterizedTest
  @CsvSource({
    "Completed,  OLD, 2, false", // of the image before
    "Rolling,    OLD, 1, false",
    "Superseded, NEW, 2, false",
    "Cancelled,  NEW, 1, false", // begins again, since the spec was changed
    "Cancelled,  NEW, 2, true",
    "Completed,  NEW, 1, true", // of this image too, whatever else was edited
  })
  void shouldHoldBackWhatIsSaidOfARolloutBefore(
      String phase, String image, long generation, boolean shown) {
    // Given
    ClusterView view = view(pool(phase, digest(image.equals("OLD") ? OLD : NEW), generation));

    // When
    String line = board.poolLine(view);

    // Then
    assertThat(line)
        .isEqualTo(shown ? phase + ": 0 of 4 updated" : "no word yet of what is asked for now");
  }

  private ClusterView view() {
    return view(pool("Rolling", digest(NEW), 2));
  }

  private ClusterView view(BootcNodePool pool) {
    List<Node> nodes =
        List.of("node-4", "node-3", "node-2", "node-1").stream().map(BoardTest::node).toList();
    return new ClusterView(Optional.of(pool), nodes, updates);
  }

  private static Node node(String name) {
    return new NodeBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private static String digest(String image) {
    return image.substring(image.indexOf('@') + 1);
  }

  /** One of generation 2 that asks for {@link #NEW}, which the operator has not looked at. */
  private static BootcNodePool pool(String phase, String digest, long generation) {
    RolloutStatus rollout =
        new RolloutStatus(
            phase,
            digest,
            generation,
            null,
            null,
            null,
            "0 of 4 updated",
            null,
            null,
            null,
            List.of(
                new NodeProgress("node-1", "waiting for pod shop/db-0", null),
                new NodeProgress("node-2", "rebooting", null)),
            List.of(new WaitingNodes("no slot is free", 1, List.of("node-3"))),
            List.of(),
            List.of());
    BootcNodePool pool = new BootcNodePool();
    pool.setMetadata(new ObjectMetaBuilder().withName("workers").withGeneration(2L).build());
    pool.setSpec(new BootcNodePoolSpec(null, new ImageSource(NEW), null, null, null));
    pool.setStatus(
        new BootcNodePoolStatus(
            null, null, null, null, null, null, null, null, null, List.of(), rollout, null,
            List.of()));
    return pool;
  }

  private static BootcNode update(String name, boolean slot, DesiredImageState state) {
    BootcNode update = new BootcNode();
    update.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withAnnotations(slot ? Map.of(BootcApi.IN_REBOOT_SLOT, "") : Map.of())
            .build());
    update.setSpec(new BootcNodeSpec(NEW, state, null, null, null, null));
    update.setStatus(
        new BootcNodeStatus(
            null,
            image(OLD, "1.0"),
            image(NEW, "2.0"),
            null,
            List.of(
                Condition.of(
                    List.of(),
                    NodeConditions.IDLE,
                    false,
                    NodeConditions.STAGED,
                    "",
                    null,
                    NOON))));
    return update;
  }

  private static ImageInfo image(String image, String version) {
    return new ImageInfo(image, digest(image), version, null, "amd64", null, null);
  }
}
