package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.operator.rollout.EndAnswer;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.operator.rollout.RolloutGateway;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A gateway that notes what it is asked, and answers what the test wants. */
final class PretendRollouts implements RolloutGateway {
  private final List<RolloutTarget> followed = new CopyOnWriteArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private volatile FollowAnswer following = new FollowAnswer.Followed();
  private volatile EndAnswer ending = EndAnswer.ENDED;
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

  void answer(FollowAnswer answer) {
    following = answer;
  }

  void answer(EndAnswer answer) {
    ending = answer;
  }

  /** Happens once, the next time that a target is told. */
  void meanwhile(Runnable action) {
    meanwhile.set(action);
  }

  List<RolloutTarget> followed() {
    return List.copyOf(followed);
  }

  List<String> ended() {
    return List.copyOf(ended);
  }

  @Override
  public FollowAnswer follow(RolloutTarget target, @Nullable RolloutStatus reported) {
    followed.add(target);
    meanwhile.getAndSet(() -> {}).run();
    return following;
  }

  @Override
  public EndAnswer cancelRun(String pool, String runId, String byAndWhy) {
    ended.add(pool + "#" + runId + " " + byAndWhy);
    return ending;
  }

  @Override
  public EndAnswer endRollout(String pool) {
    ended.add(pool);
    return ending;
  }

  @Override
  public EndAnswer endNodeUpdate(String pool, String node) {
    ended.add(pool + "/" + node);
    return ending;
  }
}
