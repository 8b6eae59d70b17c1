package dev.bootc.rollout.workflows.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A simulation that finds nothing proves something only if it finds what is there: small mistakes
 * are planted, and each must be brought to light by the invariant that it breaks.
 */
class PlantedDefectsTest {
  private static final Logger LOG = LoggerFactory.getLogger(PlantedDefectsTest.class);

  @Test
  void shouldBeCaughtWhenPlanted() throws IOException {
    // Given
    List<Defect> planted = Defect.all();
    boolean isToBeRecorded = Boolean.getBoolean("update.golden");
    Function<Defect, Optional<Long>> search =
        isToBeRecorded ? Seeds::soonCatching : Seeds::catching;

    // When
    Map<Defect, Optional<Long>> seeds =
        planted.parallelStream().collect(Collectors.toConcurrentMap(each -> each, search));
    List<String> missed = new ArrayList<>();
    StringBuilder table = new StringBuilder();
    for (Defect defect : planted) {
      Optional<Long> seed = Objects.requireNonNull(seeds.get(defect));
      table.append(
          "%n  %-60s %s".formatted(defect.name(), seed.isEmpty() ? "MISSED" : defect.caughtBy()));
      if (seed.isEmpty()) {
        missed.add(defect.name());
      }
    }

    if (isToBeRecorded) {
      TellingSeeds.recordDefects(
          seeds.entrySet().stream()
              .filter(each -> each.getValue().isPresent())
              .collect(
                  Collectors.toMap(
                      each -> TellingSeeds.key(each.getKey()),
                      each -> each.getValue().orElseThrow())));
    }

    // Then
    int caught = planted.size() - missed.size();
    LOG.info("planted defects: {} of {} caught{}", caught, planted.size(), table);
    assertThat(missed).isEmpty();
    assertThat(planted).hasSizeGreaterThanOrEqualTo(40);
  }
}
