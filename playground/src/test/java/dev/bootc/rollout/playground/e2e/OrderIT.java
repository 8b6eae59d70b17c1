package dev.bootc.rollout.playground.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.testkit.fleet.FleetTiming;
import dev.bootc.rollout.testkit.fleet.LightFleet;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EndToEnd
class OrderIT {
  private final World world;

  OrderIT(World world) {
    this.world = world;
  }

  @Test
  void shouldNeverHaveTwoZonesDownTogetherWhenTheyGoOneAtATime() {
    // Given
    LightFleet fleet = world.fleet("zones", 6, FleetTiming.ofMillis(200, 500));
    for (String node : fleet.nodes()) {
      label(node, "topology.kubernetes.io/zone", zone(node));
    }
    TestPool pool = world.pool("zones", 3);
    pool.awaitUpToDate(Images.number(0), 6);
    pool.editRollout("{\"order\":{\"zones\":\"OneAtATime\"}}");
    SlotWatch slots = new SlotWatch();
    world.closedAfterTheTest(new Trigger(world.client(), "zones", slots::see, () -> {}));

    // When
    pool.editImage(Images.number(1));

    // Then
    pool.awaitUpToDate(Images.number(1), 6);
    assertThat(slots.together)
        .isNotEmpty()
        .allSatisfy(holders -> assertThat(zones(holders)).as("%s", holders).hasSize(1));
    assertThat(slots.together).anySatisfy(holders -> assertThat(holders).hasSize(2));
  }

  @Test
  @Tag("thorough")
  void shouldStartNodesOfALabelFirstWhenThePoolSaysSo() {
    // Given
    LightFleet fleet = world.fleet("tiers", 3, FleetTiming.ofMillis(200, 500));
    String last = fleet.nodes().stream().sorted().toList().getLast();
    label(last, "example.com/tier", "canary");
    TestPool pool = world.pool("tiers", 1);
    pool.awaitUpToDate(Images.number(0), 3);
    pool.editRollout(
        "{\"order\":{\"byLabel\":{\"key\":\"example.com/tier\",\"values\":[\"canary\"]}}}");
    SlotWatch slots = new SlotWatch();
    world.closedAfterTheTest(new Trigger(world.client(), "tiers", slots::see, () -> {}));

    // When
    pool.editImage(Images.number(1));

    // Then
    pool.awaitUpToDate(Images.number(1), 3);
    assertThat(slots.together.getFirst()).containsExactly(last);
  }

  private void label(String node, String key, String value) {
    world
        .client()
        .nodes()
        .withName(node)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"labels\":{\"%s\":\"%s\"}}}".formatted(key, value));
  }

  private static String zone(String node) {
    return "zone-" + node.charAt(node.length() - 1) % 3;
  }

  private static Set<String> zones(Set<String> nodes) {
    Set<String> zones = new TreeSet<>();
    nodes.forEach(node -> zones.add(zone(node)));
    return zones;
  }

  /** Who held a slot together, whenever that changed. */
  private static final class SlotWatch {
    private final Set<String> holders = new ConcurrentSkipListSet<>();
    private final List<Set<String>> together = Collections.synchronizedList(new ArrayList<>());

    boolean see(HasMetadata object) {
      if (object instanceof BootcNode node) {
        String name = node.getMetadata().getName();
        boolean holds = TestPool.annotations(node).containsKey(BootcApi.IN_REBOOT_SLOT);
        boolean changed = holds ? holders.add(name) : holders.remove(name);
        if (changed && holds) {
          together.add(new TreeSet<>(holders));
        }
      }
      return false;
    }
  }
}
