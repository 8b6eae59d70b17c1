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
 * What one managed Node shall run ({@code spec}, written by the operator side) and does run ({@code
 * status}, written by the agent on it). Cluster-scoped, named as its Node, controlled by its pool
 * through one owner reference.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonDeserialize(using = BootcNode.Reader.class)
@Group(BootcApi.GROUP)
@Version(BootcApi.VERSION)
@Kind("BootcNode")
@Plural("bootcnodes")
@Singular("bootcnode")
@ShortNames("bn")
@AdditionalPrinterColumn(
    name = "Pool",
    jsonPath = ".metadata.ownerReferences[?(@.controller==true)].name",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "State",
    jsonPath = ".status.conditions[?(@.type==\"Idle\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Wanted",
    jsonPath = ".spec.desiredImageState",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Version",
    jsonPath = ".status.booted.version",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Slot-Since",
    jsonPath = ".metadata.annotations.bootc\\.dev/slot-since",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Degraded",
    jsonPath = ".status.conditions[?(@.type==\"Degraded\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Message",
    // The first message of a condition that has something to say: the agent puts Degraded first.
    jsonPath = ".status.conditions[?(@.reason!=\"Healthy\")].message",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Booted",
    jsonPath = ".status.booted.imageDigest",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Desired",
    jsonPath = ".spec.desiredImage",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class BootcNode extends CustomResource<BootcNodeSpec, BootcNodeStatus> {
  private static final long serialVersionUID = 1L;

  /**
   * What of its spec this version could not read, each with its field and value. The object has the
   * defaults in their stead.
   */
  public List<String> unreadable() {
    return SalvagingReader.unreadable(getMetadata());
  }

  /** Found by its annotation. */
  static final class Reader extends SalvagingReader<BootcNodeSpec, BootcNodeStatus, BootcNode> {
    Reader() {
      super(BootcNodeSpec.class, BootcNodeStatus.class);
    }

    @Override
    BootcNode assemble(
        ObjectMeta metadata, @Nullable BootcNodeSpec spec, @Nullable BootcNodeStatus status) {
      BootcNode read = new BootcNode();
      read.setMetadata(metadata);
      read.setSpec(spec == null ? BootcNodeSpec.NOTHING : spec);
      read.setStatus(status);
      return read;
    }
  }
}
