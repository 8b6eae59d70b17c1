package dev.bootc.rollout.workflows.plan;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everybody who wants no new slot to be taken: the pool's field first, then the signal. */
record Pauses(List<Pause> all) {
  static Pauses of(PoolView observed) {
    return new Pauses(
        Stream.of(observed.target().pause(), observed.pause()).filter(Objects::nonNull).toList());
  }

  boolean any() {
    return !all.isEmpty();
  }

  Optional<Pause> first() {
    return all.stream().findFirst();
  }

  String text() {
    return all.stream()
        .map(pause -> Wording.oneLine(pause.text()))
        .collect(Collectors.joining(" and "));
  }

  /** Where nothing is left for them to hold. */
  String keptText() {
    return "the next rollout begins paused (" + text() + ")";
  }
}
