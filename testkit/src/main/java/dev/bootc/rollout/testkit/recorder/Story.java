package dev.bootc.rollout.testkit.recorder;

import dev.bootc.rollout.testkit.recorder.Facts.OfBootcNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfNode;
import dev.bootc.rollout.testkit.recorder.Facts.OfPod;
import dev.bootc.rollout.testkit.recorder.Findings.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes down what happened to each node. Breaks no promise; counts the boots. */
final class Story implements Rule {

  private static final int DIGEST_PREFIX = "sha256:".length() + 12;

  private final SortedMap<String, List<Moment>> timelines = new TreeMap<>();
  private final SortedMap<String, Integer> boots = new TreeMap<>();

  @Override
  public void node(Instant at, @Nullable OfNode before, @Nullable OfNode now, World world) {
    if (now == null) {
      return;
    }
    boots.putIfAbsent(now.name(), 0);
    if (before == null) {
      return;
    }
    if (before.cordoned() != now.cordoned()) {
      tell(at, now.name(), now.cordoned() ? "cordoned" : "uncordoned");
    }
    if (Boots.between(before, now)) {
      boots.merge(now.name(), 1, Integer::sum);
      tell(at, now.name(), "new boot");
    }
    if (!before.isReady() && now.isReady()) {
      tell(at, now.name(), "Ready");
    } else if (!before.isNotReady() && now.isNotReady()) {
      tell(at, now.name(), "not Ready");
    }
  }

  @Override
  public void pod(Instant at, @Nullable OfPod before, @Nullable OfPod now, World world) {
    if (now == null && before != null && before.isAtRiskOn(before.node())) {
      tell(at, before.node(), "pod " + before.text() + " gone");
    }
  }

  @Override
  public void bootcNode(
      Instant at, @Nullable OfBootcNode before, @Nullable OfBootcNode now, World world) {
    if (before == null || now == null) {
      return;
    }
    if (before.holdsSlot() != now.holdsSlot()) {
      tell(at, now.name(), now.holdsSlot() ? "slot taken" : "slot freed");
    }
    if (!before.desiredDigest().equals(now.desiredDigest())) {
      tell(at, now.name(), "shall stage " + shorter(now.desiredDigest()));
    }
    if (!before.approved() && now.approved()) {
      tell(at, now.name(), "may boot " + shorter(now.desiredDigest()));
    }
    if (!before.bootedDigests().equals(now.bootedDigests())) {
      tell(
          at,
          now.name(),
          "reports to have booted " + shorter(String.join(", ", now.bootedDigests())));
    }
  }

  SortedMap<String, List<Moment>> timelines() {
    return timelines;
  }

  SortedMap<String, Integer> boots() {
    return boots;
  }

  @Override
  public List<Violation> violations() {
    return List.of();
  }

  private void tell(Instant at, String node, String what) {
    timelines.computeIfAbsent(node, _ -> new ArrayList<>()).add(new Moment(at, what));
  }

  private static String shorter(String digest) {
    return digest.substring(0, Math.min(digest.length(), DIGEST_PREFIX));
  }
}
