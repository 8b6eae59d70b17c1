package dev.bootc.rollout.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Adds to the generated definitions what the generator has no annotation for: number and date
 * formats, list and map kinds for server-side apply, the enumeration of condition statuses, the
 * order of the printer columns.
 */
final class ContractCompletion implements CRDPostProcessor {
  private static final Set<String> TIMES =
      Set.of("lastTransitionTime", "nextTagResolutionTime", "timestamp");

  private final Map<String, Class<? extends HasMetadata>> typesByKind;

  ContractCompletion(Map<String, Class<? extends HasMetadata>> typesByKind) {
    this.typesByKind = Map.copyOf(typesByKind);
  }

  @Override
  public HasMetadata process(HasMetadata resource, String crdVersion) {
    CustomResourceDefinition definition = (CustomResourceDefinition) resource;
    String kind = definition.getSpec().getNames().getKind();
    definition.getSpec().getNames().setListKind(kind + "List");
    for (CustomResourceDefinitionVersion version : definition.getSpec().getVersions()) {
      sortAsDeclared(
          version.getAdditionalPrinterColumns(),
          Objects.requireNonNull(typesByKind.get(kind), kind));
      JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
      root.setRequired(List.of("spec"));
      completeProperties(root);
    }
    return definition;
  }

  private static void sortAsDeclared(
      List<CustomResourceColumnDefinition> columns, Class<? extends HasMetadata> type) {
    List<String> declared =
        Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();
    columns.sort(Comparator.comparingInt(column -> declared.indexOf(column.getName())));
  }

  private static void completeProperties(JSONSchemaProps parent) {
    parent.getProperties().forEach(ContractCompletion::complete);
  }

  private static void complete(String name, JSONSchemaProps schema) {
    switch (name) {
      case "conditions" -> completeConditions(schema);
      case "nodeSelector", "podSelector" -> completeSelector(schema);
      default -> completeFormat(name, schema);
    }
    completeProperties(schema);
    if (schema.getItems() != null) {
      completeProperties(schema.getItems().getSchema());
    }
  }

  private static void completeFormat(String name, JSONSchemaProps schema) {
    if ("integer".equals(schema.getType())) {
      schema.setFormat(name.toLowerCase(Locale.ROOT).endsWith("generation") ? "int64" : "int32");
    } else if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
      schema.setMaximum((double) Integer.MAX_VALUE);
    } else if (TIMES.contains(name)) {
      schema.setFormat("date-time");
    }
  }

  private static void completeConditions(JSONSchemaProps conditions) {
    conditions.setXKubernetesListType("map");
    conditions.setXKubernetesListMapKeys(List.of("type"));
    JSONSchemaProps status = property(conditions.getItems().getSchema(), "status");
    status.setEnum(List.of(text("True"), text("False"), text("Unknown")));
  }

  private static JsonNode text(String value) {
    return TextNode.valueOf(value);
  }

  private static void completeSelector(JSONSchemaProps selector) {
    selector.setXKubernetesMapType("atomic");
    JSONSchemaProps expressions = property(selector, "matchExpressions");
    expressions.setXKubernetesListType("atomic");
    JSONSchemaProps expression = expressions.getItems().getSchema();
    expression.setRequired(List.of("key", "operator"));
    property(expression, "values").setXKubernetesListType("atomic");
  }

  private static JSONSchemaProps property(JSONSchemaProps parent, String name) {
    return Objects.requireNonNull(parent.getProperties().get(name), name);
  }
}
