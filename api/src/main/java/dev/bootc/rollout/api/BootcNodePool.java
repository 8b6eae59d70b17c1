package dev.bootc.rollout.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of nodes and the image they shall run. Cluster-scoped; {@code spec} is written by the user
 * only, {@code status} by the operator, {@code status.rollout} by the rollout's activities.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonDeserialize(using = BootcNodePool.Reader.class)
@Group(BootcApi.GROUP)
@Version(BootcApi.VERSION)
@Kind("BootcNodePool")
@Plural("bootcnodepools")
@Singular("bootcnodepool")
@ShortNames("bnp")
@AdditionalPrinterColumn(
    name = "Nodes",
    jsonPath = ".status.nodeCount",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Updated",
    jsonPath = ".status.updatedCount",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Updating",
    jsonPath = ".status.updatingCount",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Degraded",
    jsonPath = ".status.degradedCount",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Phase",
    jsonPath = ".status.rollout.phase",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Blocked",
    jsonPath = ".status.blockedBy[0].kind",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Health",
    jsonPath = ".status.conditions[?(@.type==\"Degraded\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Why",
    jsonPath = ".status.rollout.message",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Problem",
    jsonPath = ".status.conditions[?(@.type==\"Degraded\")].message",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Target",
    jsonPath = ".status.targetDigest",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class BootcNodePool extends CustomResource<BootcNodePoolSpec, BootcNodePoolStatus> {
  private static final long serialVersionUID = 1L;

  /**
   * What of its spec this version could not read, each with its field and value. The object has the
   * defaults in their stead.
   */
  public List<String> unreadable() {
    return SalvagingReader.unreadable(getMetadata());
  }

  /** Found by its annotation. */
  static final class Reader
      extends SalvagingReader<BootcNodePoolSpec, BootcNodePoolStatus, BootcNodePool> {
    Reader() {
      super(BootcNodePoolSpec.class, BootcNodePoolStatus.class);
    }

    @Override
    BootcNodePool assemble(
        ObjectMeta metadata,
        @Nullable BootcNodePoolSpec spec,
        @Nullable BootcNodePoolStatus status) {
      BootcNodePool read = new BootcNodePool();
      read.setMetadata(metadata);
      read.setSpec(spec == null ? BootcNodePoolSpec.NOTHING : spec);
      read.setStatus(status);
      return read;
    }
  }
}
