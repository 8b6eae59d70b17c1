package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a rollout.
 *
 * @param maxUnavailable number, or percent of the pool's nodes rounded up; 0 takes no reboot slots;
 *     absent means 1
 * @param paused true takes no new reboot slot; staging goes on
 * @param drainTimeoutSeconds after which a drain counts as failed; absent or 0 waits for ever
 * @param rebootTimeoutSeconds after which an approved node that is not back counts as failed;
 *     absent or 0 waits for ever
 * @param minReadySeconds how long an updated node stays Ready before its slot is freed; absent
 *     means {@value #DEFAULT_MIN_READY_SECONDS}
 * @param maxUnhealthy number, or percent of the pool's nodes rounded up, of nodes that may have
 *     failed at the target when no further node is started: 1 stops at the first failure; absent
 *     means 2, or maxUnavailable where that is smaller
 * @param windows when nodes may be started; absent means always
 * @param order who goes before whom; absent means workers before the control plane, by name
 * @param steps batches that go before the others; absent means that nobody does
 * @param dependsOn pools that have to be up to date before a node of this one is started; absent
 *     means none
 * @param drain how nodes are drained
 * @param onFailure what happens where so many nodes failed; absent means Halt
 * @param maxStaging number, or percent of the pool's nodes rounded up, of nodes that may stage the
 *     image at a time; absent means all
 * @param verbs what whoever reaches Temporal may tell the rollout; absent means Hold
 * @param gates what has to hold of an updated node before its slot is freed; absent means nothing
 *     beyond minReadySeconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "!has(self.maxUnavailable) || (type(self.maxUnavailable) == int"
            + " ? self.maxUnavailable >= 0"
            + " : self.maxUnavailable.matches('^([0-9]{1,9}|100%|[0-9]{1,2}%)$'))",
    fieldPath = ".maxUnavailable",
    message = "give a number of nodes, such as 2, or a percentage from 0% to 100%")
@ValidationRule(
    value =
        "!has(self.maxUnhealthy) || (type(self.maxUnhealthy) == int"
            + " ? self.maxUnhealthy >= 1"
            + " : self.maxUnhealthy.matches('^([1-9][0-9]{0,8}|100%|[1-9][0-9]?%)$'))",
    fieldPath = ".maxUnhealthy",
    message = "give a number of nodes from 1, such as 2, or a percentage from 1% to 100%")
@ValidationRule(
    value =
        "!has(self.maxStaging) || (type(self.maxStaging) == int"
            + " ? self.maxStaging >= 1"
            + " : self.maxStaging.matches('^([1-9][0-9]{0,8}|100%|[1-9][0-9]?%)$'))",
    fieldPath = ".maxStaging",
    message = "give a number of nodes from 1, such as 50, or a percentage from 1% to 100%")
@ValidationRule(
    value =
        "!has(self.drain) || !has(self.drain.timeoutAction)"
            + " || (has(self.drainTimeoutSeconds) && self.drainTimeoutSeconds > 0)",
    fieldPath = ".drain.timeoutAction",
    message = "says what happens at drainTimeoutSeconds: give that too, from 1")
public record RolloutSpec(
    @JsonPropertyDescription(
            "Most nodes of the pool that may be unavailable at a time: a number, or a percentage of the pool's nodes, rounded up. 0 takes no reboot slots.")
        @Default("1")
        @Nullable IntOrString maxUnavailable,
    @JsonPropertyDescription("True takes no new reboot slots. Staging goes on.")
        @Nullable Boolean paused,
    @Min(0)
        @JsonPropertyDescription(
            "A drain that takes longer counts as failed: the node is uncordoned and named in the status. Unset or 0 waits for ever.")
        @Nullable Integer drainTimeoutSeconds,
    @Min(0)
        @JsonPropertyDescription(
            "A node that is not back after this time counts as failed, and keeps its slot. Unset or 0 waits for ever.")
        @Nullable Integer rebootTimeoutSeconds,
    @Min(0)
        @JsonPropertyDescription(
            "How long an updated node stays Ready before the next one may have its slot. Unset means 30.")
        @Nullable Integer minReadySeconds,
    @JsonPropertyDescription(
            "So many nodes that failed at the target stop the rollout: a number, or a percentage of the pool's nodes, rounded up. Unset means 2, or maxUnavailable where that is smaller.")
        @Nullable IntOrString maxUnhealthy,
    @JsonPropertyDescription(
            "When nodes may be started. A node that is under way when a window closes is finished. Unset means always.")
        @Nullable WindowsSpec windows,
    @JsonPropertyDescription(
            "Who goes before whom. Unset means workers before the control plane, by name.")
        @Nullable OrderSpec order,
    @Size(max = 20)
        @JsonPropertyDescription(
            "Growing numbers of nodes that are updated and watched before more are. All others follow the last. Unset means none.")
        @Nullable List<StepSpec> steps,
    @Size(max = 20)
        @JsonPropertyDescription(
            "Names of pools that have to be up to date before a node of this one is started. Unset means none.")
        @Nullable List<String> dependsOn,
    @JsonPropertyDescription("How nodes are drained.") @Nullable DrainSpec drain,
    @JsonPropertyDescription(
            "What happens once maxUnhealthy nodes failed. Halt starts no other node. Rollback also sets updated and failed nodes back to the image that every node ran before, and does not start this digest again unasked. Unset means Halt.")
        @Nullable FailureAction onFailure,
    @JsonPropertyDescription(
            "Most nodes that stage the image at a time: a number, or a percentage of the pool's nodes, rounded up. Unset means all of them at once.")
        @Nullable IntOrString maxStaging,
    @JsonPropertyDescription(
            "What whoever reaches Temporal may tell the rollout. Hold: what holds nodes back. All: also what lets nodes reboot sooner, such as an approval. Unset means Hold.")
        @Nullable AllowedVerbs verbs,
    @Size(max = 10)
        @JsonPropertyDescription(
            "What has to hold of an updated node, once it was Ready for minReadySeconds, before its slot is freed. Unset means nothing more.")
        @Nullable List<GateSpec> gates) {

  public RolloutSpec {
    steps = steps == null ? null : steps.stream().filter(Objects::nonNull).toList();
    dependsOn = dependsOn == null ? null : dependsOn.stream().filter(Objects::nonNull).toList();
    gates = gates == null ? null : gates.stream().filter(Objects::nonNull).toList();
  }

  /** Where a pool says that it is paused; also the reason of such a pause. */
  public static final String PAUSED_FIELD = "spec.rollout.paused";

  /** Seconds that an updated node has to stay Ready where the pool says nothing. */
  public static final int DEFAULT_MIN_READY_SECONDS = 30;

  public static final RolloutSpec DEFAULTS =
      new RolloutSpec(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  /** Whether a rollout that halts is undone. */
  public boolean undoesFailures() {
    return onFailure == FailureAction.ROLLBACK;
  }

  /** Whether whoever reaches Temporal may let nodes reboot sooner. */
  public boolean allowsAllVerbs() {
    return verbs == AllowedVerbs.ALL;
  }
}
