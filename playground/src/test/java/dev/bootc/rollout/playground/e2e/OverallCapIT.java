package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BlockedBy.Kind;
import dev.bootc.rollout.playground.operator.OperatorProgram;
import dev.bootc.rollout.testkit.chart.ChartInstallation;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

@EndToEnd
class OverallCapIT {
  private final World world;

  OverallCapIT(World world) {
    this.world = world;
  }

  @Test
  void shouldNeverHaveMoreNodesDownThanAllPoolsMayWhenTwoRollAtTheSameTime() throws IOException {
    // Given
    OperatorProgram first = world.operatorOn(sharing("replica-0"));
    OperatorProgram second = another(sharing("replica-1"));
    assertThat(List.of(first, second)).doesNotContainNull();
    world.fleet("cap-a", 4, FleetTiming.ofMillis(200, 500));
    LightFleet others = world.fleet("cap-b", 4, FleetTiming.ofMillis(200, 500));
    TestPool one = world.pool("cap-a", 2);
    TestPool other = world.pool("cap-b", 2);
    one.awaitUpToDate(Images.number(0), 4);
    other.awaitUpToDate(Images.number(0), 4);
    List<String> cordoned = others.nodes().subList(0, 2);
    cordoned.forEach(node -> cordon(node, true));

    // When
    one.editImage(Images.number(1));

    // Then
    assertThat(one.awaitBlockedBy(Kind.CLUSTER_CAP, "Node/" + cordoned.getFirst()).message())
        .startsWith("of another pool, cordoned, not by us");
    assertThat(one.slotHolders()).isEmpty();
    Cordons cordons = new Cordons();
    world.closedAfterTheTest(new Trigger(world.client(), "cap", cordons::see, () -> {}));
    other.editImage(Images.number(1));
    cordoned.forEach(node -> cordon(node, false));
    one.awaitUpToDate(Images.number(1), 4);
    other.awaitUpToDate(Images.number(1), 4);
    assertThat(cordons.together).allSatisfy(down -> assertThat(down).hasSizeLessThanOrEqualTo(2));
    assertThat(cordons.together).anySatisfy(down -> assertThat(down).hasSize(2));
  }

  private Map<String, String> sharing(String replica) {
    return Map.of(
        "TEMPORAL_ADDRESS",
        world.temporal().address(),
        "POD_NAMESPACE",
        ChartInstallation.NAMESPACE,
        "POD_NAME",
        replica,
        "BOOTC_ROLLOUT_MAX_UNAVAILABLE_OVERALL",
        "2");
  }

  private OperatorProgram another(Map<String, String> environment) throws IOException {
    Path log = Files.createTempFile(Path.of("target", "e2e"), "operator-", ".log");
    return world.closedAfterTheTest(
        world.product().startOperator(environment, log.toAbsolutePath()));
  }

  private void cordon(String node, boolean cordoned) {
    world
        .client()
        .nodes()
        .withName(node)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"unschedulable\":%s}}".formatted(cordoned ? "true" : "null"));
  }

  /** Nodes that were cordoned together, whenever that changed. */
  private static final class Cordons {
    private final Set<String> now = new ConcurrentSkipListSet<>();
    private final List<Set<String>> together = Collections.synchronizedList(new ArrayList<>());

    boolean see(HasMetadata object) {
      if (object instanceof Node node) {
        String name = node.getMetadata().getName();
        boolean cordoned = Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        if (cordoned ? now.add(name) : now.remove(name)) {
          together.add(new TreeSet<>(now));
        }
      }
      return false;
    }
  }
}
