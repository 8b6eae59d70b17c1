package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of a pool are drained, in the words of {@code kubectl drain}. What is absent is as
 * without this record.
 *
 * @param timeoutAction at drainTimeoutSeconds; absent means {@link DrainTimeoutAction#SKIP}
 * @param deleteEmptyDirData false leaves pods alone that have an emptyDir, and waits until they are
 *     gone; absent means true
 * @param force false leaves pods alone that no controller brings back, and waits until they are
 *     gone; absent means true
 * @param gracePeriodSeconds instead of what the pods say themselves; absent for their own
 * @param podSelector the pods that have to leave, the others go down with the node; absent for all
 * @param order who leaves first; absent where all leave at once
 * @param onPreflight what becomes of nodes that can never be drained; absent where nobody looks
 *     before they are cordoned
 * @param volumesDetachSeconds for how long a node from which all pods have left waits for its
 *     volumes to be detached; absent where it does not wait
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DrainSpec(
    @JsonPropertyDescription(
            "What happens at drainTimeoutSeconds. Skip: the node is restored, its slot freed, and it counts as failed. Hold: it keeps slot and cordon, and its pods are still asked to leave. Force: what is left is deleted, whatever a disruption budget says. Unset means Skip.")
        @Nullable DrainTimeoutAction timeoutAction,
    @JsonPropertyDescription(
            "Whether pods with an emptyDir may be evicted, which loses its data. With false they are left alone, and the drain waits until somebody else has deleted them. Unset means true.")
        @Nullable Boolean deleteEmptyDirData,
    @JsonPropertyDescription(
            "Whether pods without a controller may be evicted, which nothing brings back. With false they are left alone, and the drain waits until somebody else has deleted them. Unset means true.")
        @Nullable Boolean force,
    @Min(1)
        @JsonPropertyDescription(
            "How long each pod may take to end, instead of what it says itself. Unset means its own.")
        @Nullable Integer gracePeriodSeconds,
    @JsonPropertyDescription(
            "The pods that have to leave; the others stay, and go down with the node. Unset means all.")
        @Nullable LabelSelector podSelector,
    @JsonPropertyDescription(
            "ByPriority: the pods of the lowest priority first, the others once these have left. WaitForJobs: pods of Jobs are left to complete. Unset means all at once.")
        @Nullable DrainOrder order,
    @JsonPropertyDescription(
            "Looks, before a node is cordoned, for pods that can never leave it: behind a budget that lets none go, or two budgets, or spared by force or deleteEmptyDirData, or with a volume that only this node has. Warn: they are named in the status. Skip: the node is left out, too. Unset does not look.")
        @Nullable DrainPreflight onPreflight,
    @Min(1)
        @Max(3_600)
        @JsonPropertyDescription(
            "How long volumes that are attached to a drained node may take to be detached, before it goes down all the same. Unset does not wait for them.")
        @Nullable Integer volumesDetachSeconds) {

  /** A pool that says nothing. */
  public static final DrainSpec UNSET =
      new DrainSpec(null, null, null, null, null, null, null, null);
}
