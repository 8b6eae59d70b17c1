package dev.bootc.rollout.workflows.plan.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bootc.rollout.workflows.plan.MaxUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small rollouts from begin to end, as a reader would watch them. {@code -Dupdate.golden=true}
 * writes the stories anew; read the difference before you commit it.
 */
class RolloutStoriesTest {
  private static final Path STORIES = Path.of("src", "test", "resources", "stories");

  private static final Map<String, Consumer<Story>> SCENARIOS =
      Map.of(
          "three-workers-one-by-one", RolloutStoriesTest::threeWorkers,
          "a-bad-image-and-its-successor", RolloutStoriesTest::badImage,
          "control-plane-and-a-cordoned-node", RolloutStoriesTest::controlPlane,
          "paused-and-drained-in-vain", RolloutStoriesTest::paused);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "three-workers-one-by-one",
        "a-bad-image-and-its-successor",
        "control-plane-and-a-cordoned-node",
        "paused-and-drained-in-vain"
      })
  void shouldTellTheSameStoryWhenNothingWasMeantToChange(String name) throws IOException {
    // Given
    Story story = new Story();

    // When
    SCENARIOS.getOrDefault(name, unknown -> {}).accept(story);

    // Then
    Path golden = STORIES.resolve(name + ".txt");
    if (Boolean.getBoolean("update.golden")) {
      Files.createDirectories(STORIES);
      Files.writeString(golden, story.text());
    }
    assertThat(story.text()).isEqualTo(Files.readString(golden));
  }

  private static void threeWorkers(Story story) {
    story.workers(3);
    story.play("Three nodes, one slot");
  }

  private static void badImage(Story story) {
    story.workers(4);
    story.world().edit(new MaxUnavailable(50, true));
    story.world().nodes().forEach(node -> node.rollsBack = true);
    story.play("The hosts reject image 1 and boot their old one");
    story.world().nodes().forEach(node -> node.rollsBack = false);
    story.world().edit(2);
    story.play("Image 2 is better; slot holders keep their slots");
  }

  private static void controlPlane(Story story) {
    story.workers(2);
    story.world().join(true);
    story.world().join(true);
    SimulatedNode cordoned = story.node("worker-01");
    cordoned.cordon(true);
    cordoned.cordonedByAdmin = true;
    story.world().edit(new MaxUnavailable(3, false));
    story.play("Three slots, two control-plane nodes, and one that an admin cordoned");
  }

  private static void paused(Story story) {
    story.workers(2);
    story.world().pauseByField(true);
    story.play("Paused from the start: everything is staged, nothing is touched");
    story.node("worker-01").undrainable = true;
    story.world().pauseByField(false);
    story.play("Resumed; the pods of worker-01 do not leave in time");
  }
}
