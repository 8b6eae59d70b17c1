package dev.bootc.rollout.operator.nodepool;

import dev.bootc.rollout.api.BootcApi;
import dev.bootc.rollout.api.BootcNodePool;
import dev.bootc.rollout.api.BootcNodePoolStatus;
import dev.bootc.rollout.api.Resumption;
import dev.bootc.rollout.api.RolloutStatus;
import dev.bootc.rollout.api.WrittenTime;
import dev.bootc.rollout.operator.poolspec.CheckedSpec;
import dev.bootc.rollout.operator.rollout.EndAnswer;
import dev.bootc.rollout.operator.rollout.FollowAnswer;
import dev.bootc.rollout.operator.rollout.ReportedRollout;
import dev.bootc.rollout.operator.rollout.RolloutGateway;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a pool's spec to its members and its rollout, and says in the status what came of it.
 * Level-triggered: every run looks at everything again.
 */
@ControllerConfiguration(
    name = "bootcnodepool",
    // The finalizer is ours to handle, since it has two names.
    triggerReconcilerOnAllEvents = true,
    fieldManager = BootcApi.OPERATOR_FIELD_MANAGER,
    generationAwareEventProcessing = false)
public final class NodePoolReconciler implements Reconciler<BootcNodePool> {
  private static final Logger LOG = LoggerFactory.getLogger(NodePoolReconciler.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PoolFinalizer finalizer;
  private final PoolSpecs specs;
  private final MemberKeeper members;
  private final Sweeper sweeper;
  private final RolloutGateway rollouts;
  private final NodePoolStatusFactory statuses;
  private final PoolWakeUps wakeUps;
  private final Supplier<Optional<String>> outdated;
  private final Clock clock;
  private final Map<String, BootcNodePoolStatus> said = new ConcurrentHashMap<>();
  private final AtomicLong begun = new AtomicLong();

  NodePoolReconciler(
      PoolFinalizer finalizer,
      PoolSpecs specs,
      MemberKeeper members,
      Sweeper sweeper,
      RolloutGateway rollouts,
      NodePoolStatusFactory statuses,
      PoolWakeUps wakeUps,
      Supplier<Optional<String>> outdated,
      Clock clock) {
    this.finalizer = finalizer;
    this.specs = specs;
    this.members = members;
    this.sweeper = sweeper;
    this.rollouts = rollouts;
    this.statuses = statuses;
    this.wakeUps = wakeUps;
    this.outdated = outdated;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, BootcNodePool>> prepareEventSources(
      EventSourceContext<BootcNodePool> context) {
    return List.of(wakeUps.source());
  }

  @Override
  public UpdateControl<BootcNodePool> reconcile(
      BootcNodePool pool, Context<BootcNodePool> context) {
    begun.incrementAndGet();
    if (context.isPrimaryResourceDeleted()) {
      said.remove(pool.getMetadata().getName());
      specs.forget(pool.getMetadata().getName());
      return UpdateControl.noUpdate();
    }
    try {
      return pool.isMarkedForDeletion() ? dissolve(pool) : carryOut(pool);
    } catch (Error fault) {
      // The framework knows exceptions only, and would never look at this pool again.
      throw new IllegalStateException("a fault of the program: " + fault, fault);
    }
  }

  private UpdateControl<BootcNodePool> carryOut(BootcNodePool pool) {
    finalizer.hold(pool);
    // Before anything else is begun: what holds a rollout back needs no spec that can be read.
    EndAnswer cancelled = CancelByWord.carryOut(pool, rollouts);
    Optional<String> why = outdated.get();
    UpdateControl<BootcNodePool> control =
        why.isPresent() ? wait(pool, why.get()) : carryOutNow(pool);
    return cancelled == EndAnswer.UNREACHABLE
        ? control.rescheduleAfter(NextLook.WITHOUT_TEMPORAL)
        : control;
  }

  /**
   * What these definitions do not have is not written, so that whatever is done would be done
   * again.
   */
  private UpdateControl<BootcNodePool> wait(BootcNodePool pool, String why) {
    FollowAnswer withheld = new FollowAnswer.Withheld(why);
    Roster roster = members.asTheyAre(pool);
    CheckedSpec spec = specs.read(pool);
    return patch(pool, statuses.status(pool, spec, roster, withheld))
        .rescheduleAfter(NextLook.after(withheld));
  }

  private UpdateControl<BootcNodePool> carryOutNow(BootcNodePool pool) {
    CheckedSpec spec = specs.read(pool);
    Roster roster =
        switch (spec) {
          case CheckedSpec.Valid valid -> members.settle(pool, valid);
          case CheckedSpec.Refused _, CheckedSpec.Unresolved _ -> members.asTheyAre(pool);
        };
    FollowAnswer following =
        switch (spec) {
          case CheckedSpec.Valid valid -> follow(pool, valid, roster);
          case CheckedSpec.Refused _, CheckedSpec.Unresolved _ -> new FollowAnswer.NotNeeded();
        };
    Sweeper.Swept swept = sweeper.sweep(pool, following);
    return patch(pool, statuses.status(pool, spec, roster.mended(swept.lately()), following))
        .rescheduleAfter(
            swept.pending() || !PoolSpecs.isToldBy(pool, spec)
                ? NextLook.SOON
                : NextLook.after(spec, roster, following, clock.instant()));
  }

  /** How often it began to look at a pool: once a minute at least, where there is one. */
  long reconciliations() {
    return begun.get();
  }

  /**
   * A run that is open is looked after even when nothing is left to do: its end has to be written.
   * What a tag means is written first: whoever carries it out believes the pool only.
   */
  private FollowAnswer follow(BootcNodePool pool, CheckedSpec.Valid spec, Roster roster) {
    RolloutStatus reported = Resumption.read(pool).orElse(null);
    ReportedRollout rollout = new ReportedRollout(reported);
    boolean needed =
        statuses.towards(pool, roster, spec.image().digest().text()).stream()
                .anyMatch(MemberView::isUnsettled)
            || rollout.isOpen()
            || rollout.hasSuccessor();
    return needed && PoolSpecs.isToldBy(pool, spec)
        ? rollouts.follow(ImageAsker.target(pool, spec), reported)
        : new FollowAnswer.NotNeeded();
  }

  /** Whether somebody else wrote our part of the status: a former leader, who was late. */
  boolean isContradictedBy(BootcNodePool pool) {
    BootcNodePoolStatus ours = said.get(pool.getMetadata().getName());
    return ours != null
        && !NodePoolStatusFactory.saysTheSame(ours, NodePoolStatusFactory.previous(pool));
  }

  private UpdateControl<BootcNodePool> patch(BootcNodePool pool, BootcNodePoolStatus status) {
    said.put(pool.getMetadata().getName(), status);
    if (NodePoolStatusFactory.saysTheSame(NodePoolStatusFactory.previous(pool), status)) {
      return UpdateControl.noUpdate();
    }
    BootcNodePool owned = new BootcNodePool();
    owned.setMetadata(new ObjectMetaBuilder().withName(pool.getMetadata().getName()).build());
    owned.setStatus(status);
    return UpdateControl.patchStatus(owned);
  }

  /** It is tried again soon; one line says why, where the framework would write a page. */
  @Override
  public ErrorStatusUpdateControl<BootcNodePool> updateErrorStatus(
      BootcNodePool pool, Context<BootcNodePool> context, Exception failure) {
    LOG.atWarn()
        .setCause(failure instanceof KubernetesClientException ? null : failure)
        .addKeyValue("pool", pool.getMetadata().getName())
        .addKeyValue("why", failure.getMessage())
        .log("pool is tried again soon");
    return ErrorStatusUpdateControl.noStatusUpdate();
  }

  /**
   * Restores every node before the pool goes. The rollout is told first, so that it takes no new
   * node meanwhile.
   */
  private UpdateControl<BootcNodePool> dissolve(BootcNodePool pool) {
    if (!PoolFinalizer.holds(pool)) {
      return UpdateControl.noUpdate();
    }
    EndAnswer rollout = rollouts.endRollout(pool.getMetadata().getName());
    boolean dissolved =
        members.dissolve(pool) && !sweeper.liftOrphans(pool.getMetadata().getName());
    if (dissolved && (rollout != EndAnswer.UNDER_WAY || isPatienceOver(pool))) {
      finalizer.letGo(pool);
      return UpdateControl.noUpdate();
    }
    return UpdateControl.<BootcNodePool>noUpdate().rescheduleAfter(NextLook.SOON);
  }

  /** A workflow that does not end must not keep a pool from going once its nodes are restored. */
  private boolean isPatienceOver(BootcNodePool pool) {
    return WrittenTime.read(pool.getMetadata().getDeletionTimestamp())
        .map(asked -> asked.plus(PATIENCE).isBefore(clock.instant()))
        .orElse(true);
  }
}
