package dev.bootc.rollout.agent.node;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import dev.bootc.rollout.agent.plan.NodeReading;
import dev.bootc.rollout.api.BootcNode;
import dev.bootc.rollout.api.BootcNodeSpec;
import dev.bootc.rollout.api.BootcNodeStatus;
import dev.bootc.rollout.api.ForeignText;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a BootcNode of what the API server sent. A value of a newer version must not cost the
 * watch: it is named, so that somebody can mend it.
 */
final class NodeReader {
  private static final Logger LOG = LoggerFactory.getLogger(NodeReader.class);
  private static final int LONGEST_VALUE = 100;

  private final KubernetesSerialization serialization;

  NodeReader(KubernetesSerialization serialization) {
    this.serialization = serialization;
  }

  NodeReading read(GenericKubernetesResource sent) {
    BootcNode node = new BootcNode();
    node.setMetadata(sent.getMetadata());
    node.setStatus(status(sent));
    try {
      node.setSpec(part(sent, "spec", BootcNodeSpec.class));
      return NodeReading.of(node);
    } catch (IllegalArgumentException notUnderstood) {
      return new NodeReading(node, Optional.of(complaint(notUnderstood)));
    }
  }

  /** The agent writes all of it anew, so one that it cannot read is none. */
  @Nullable BootcNodeStatus status(GenericKubernetesResource sent) {
    try {
      return part(sent, "status", BootcNodeStatus.class);
    } catch (IllegalArgumentException notUnderstood) {
      LOG.atWarn()
          .addKeyValue("reason", complaint(notUnderstood))
          .log("the status is not understood, and written anew");
      return null;
    }
  }

  private <T> @Nullable T part(GenericKubernetesResource sent, String name, Class<T> type) {
    Object part = sent.getAdditionalProperties().get(name);
    return part == null ? null : serialization.convertValue(part, type);
  }

  private static String complaint(IllegalArgumentException notUnderstood) {
    return switch (notUnderstood.getCause()) {
      case InvalidFormatException invalid ->
          "spec.%s: this agent does not know \"%s\": update the agent, or correct the field"
              .formatted(path(invalid), shortened(String.valueOf(invalid.getValue())));
      case JsonMappingException malformed ->
          "spec.%s cannot be understood: update the agent, or correct the field"
              .formatted(path(malformed));
      case null, default ->
          "the spec cannot be understood: update the agent, or correct it (%s)"
              .formatted(shortened(String.valueOf(notUnderstood.getMessage())));
    };
  }

  private static String path(JsonMappingException at) {
    return at.getPath().stream()
        .map(reference -> Objects.requireNonNullElse(reference.getFieldName(), "[]"))
        .collect(Collectors.joining("."));
  }

  private static String shortened(String text) {
    return ForeignText.line(text, LONGEST_VALUE);
  }
}
