package dev.bootc.rollout.activities.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class LeanNodesJsonTest {
  private static final String NODE =
      """
      {"kind":"Node","apiVersion":"v1",
       "metadata":{"name":"a","annotations":{"note":"kept"},"managedFields":[{"manager":"kubelet"}]},
       "spec":{"unschedulable":true},
       "status":{"conditions":[{"type":"Ready","status":"True"}],"images":[{"names":["x"],"sizeBytes":1}],
       "volumesInUse":["v"],"nodeInfo":{"bootID":"boot-1"}}}
      """;

  private final ObjectMapper mapper = new ObjectMapper(new LeanNodesJson());

  @Test
  void shouldLeaveOutOfANodeWhatNobodyLooksAt() throws Exception {
    // When
    JsonNode node = mapper.readTree(NODE);

    // Then
    assertThat(node.at("/metadata/managedFields").isMissingNode()).isTrue();
    assertThat(node.at("/status/images").isMissingNode()).isTrue();
    assertThat(node.at("/status/volumesInUse").isMissingNode()).isTrue();
    assertThat(node.at("/metadata/annotations/note").asText()).isEqualTo("kept");
    assertThat(node.at("/status/nodeInfo/bootID").asText()).isEqualTo("boot-1");
    assertThat(node.at("/spec/unschedulable").asBoolean()).isTrue();
  }

  @Test
  void shouldLeaveItOutInTheEventOfAWatch() {
    // Given
    KubernetesSerialization serialization = LeanNodesJson.serialization();

    // When
    WatchEvent event =
        serialization.unmarshal(
            "{\"type\":\"MODIFIED\",\"object\":" + NODE + "}", WatchEvent.class);

    // Then
    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            Node.class,
            node -> {
              assertThat(node.getMetadata().getManagedFields()).isEmpty();
              assertThat(node.getStatus().getImages()).isEmpty();
              assertThat(node.getStatus().getConditions()).hasSize(1);
            });
  }

  @Test
  void shouldLeaveItOutInAListWhoseItemsNameNoKind() throws Exception {
    // When
    JsonNode list =
        mapper.readTree(
            "{\"kind\":\"NodeList\",\"metadata\":{\"resourceVersion\":\"7\"},\"items\":["
                + NODE.replace("\"kind\":\"Node\",\"apiVersion\":\"v1\",", "")
                + "]}");

    // Then
    assertThat(list.at("/items/0/status/images").isMissingNode()).isTrue();
    assertThat(list.at("/items/0/metadata/name").asText()).isEqualTo("a");
    assertThat(list.at("/metadata/resourceVersion").asText()).isEqualTo("7");
  }

  @Test
  void shouldLeaveNothingOutOfAnythingElse() throws Exception {
    // Given
    String pool = NODE.replace("\"kind\":\"Node\"", "\"kind\":\"BootcNodePool\"");

    // When
    JsonNode read = mapper.readTree(pool);

    // Then
    assertThat(read).isEqualTo(new ObjectMapper().readTree(pool));
  }
}
