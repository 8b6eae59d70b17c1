package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.operator.rollout.Ending;
import dev.bootc.rollout.operator.rollout.Following;
import dev.bootc.rollout.operator.rollout.RolloutGateway;
import dev.bootc.rollout.workflows.plan.RolloutTarget;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A gateway that notes what it is asked, and answers what the test wants. */
final class PretendRollouts implements RolloutGateway {
  private final List<RolloutTarget> followed = new CopyOnWriteArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private volatile Following following = new Following.Followed();
  private volatile Ending ending = Ending.ENDED;

  void answer(Following answer) {
    following = answer;
  }

  void answer(Ending answer) {
    ending = answer;
  }

  List<RolloutTarget> followed() {
    return List.copyOf(followed);
  }

  List<String> ended() {
    return List.copyOf(ended);
  }

  @Override
  public Following follow(RolloutTarget target, @Nullable RolloutStatus reported) {
    followed.add(target);
    return following;
  }

  @Override
  public Ending endRollout(String pool) {
    ended.add(pool);
    return ending;
  }

  @Override
  public Ending endNodeUpdate(String pool, String node) {
    ended.add(pool + "/" + node);
    return ending;
  }
}
