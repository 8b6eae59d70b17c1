package dev.bootc.rollout.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bootc.rollout.plugin.text.Terminal;
import dev.bootc.rollout.plugin.view.NodeWhy;
import dev.bootc.rollout.plugin.view.PoolView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputOptionTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void shouldPrintAPoolInTheNamesOfItsStatus() throws JsonProcessingException {
    // Given
    PoolView pool =
        PoolView.of(
            Pools.rolling(
                "Rolling",
                """
                ,"blockedBy":[{"kind":"Paused","object":"BootcNodePool/workers","message":"m",
                "nextAction":"kubectl edit","nodeCount":0}],
                "waiting":[{"reason":"r","count":6,"nodes":["worker-4"]}]
                """));

    // When
    JsonNode json = printed(pool);

    // Then
    assertThat(json.path("name").asText()).isEqualTo("workers");
    assertThat(json.path("phase").asText()).isEqualTo("Rolling");
    assertThat(json.path("updated").asInt()).isEqualTo(3);
    assertThat(json.path("allowed").asInt()).isEqualTo(3);
    assertThat(json.path("observed").asBoolean()).isTrue();
    assertThat(json.at("/blockedBy/0/nextAction").asText()).isEqualTo("kubectl edit");
    assertThat(json.at("/waiting/0/count").asInt()).isEqualTo(6);
  }

  @Test
  void shouldPrintANode() throws JsonProcessingException {
    // Given
    NodeWhy node = NodeWhy.of(Pools.node("{\"bootc.dev/in-reboot-slot\":\"\"}", "{}"), null, null);

    // When
    JsonNode json = printed(node);

    // Then
    assertThat(json.path("name").asText()).isEqualTo("worker-3");
    assertThat(json.path("pool").asText()).isEqualTo("workers");
    assertThat(json.path("holdsSlot").asBoolean()).isTrue();
    assertThat(json.has("cordon")).isFalse();
  }

  @Test
  void shouldPrintNothingThatDoesSomethingToATerminal() throws JsonProcessingException {
    // When
    JsonNode json = printed(Map.of("why", "a\u009b2Jb\u202ec 扇"));

    // Then
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("a\\u009b2Jb\\u202ec 扇");
    assertThat(json.path("why").asText()).isEqualTo("a\u009b2Jb\u202ec 扇");
  }

  private JsonNode printed(Object view) throws JsonProcessingException {
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    OutputOption.print(new Session(print, print, Terminal.NONE, Clock.systemUTC()), view);
    return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
  }
}
