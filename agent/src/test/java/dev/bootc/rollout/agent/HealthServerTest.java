package dev.bootc.rollout.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthServerTest {

  @Test
  void shouldAnswerAllTheSameWhenOthersSendHalfARequestAndNoMore() throws Exception {
    try (HealthServer server =
            new HealthServer(0, Optional::empty, () -> Optional.of("not yet"), () -> "metrics");
        HttpClient client = HttpClient.newHttpClient()) {
      // Given
      server.start();
      List<Socket> halfOpen = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        halfOpen.add(halfARequest(server.port()));
      }

      // When
      HttpResponse<String> live = get(client, server.port(), "/healthz");
      HttpResponse<String> ready = get(client, server.port(), "/readyz");

      // Then
      assertThat(live.body()).isEqualTo("ok");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).isEqualTo("not yet");
      for (Socket socket : halfOpen) {
        socket.close();
      }
    }
  }

  private static Socket halfARequest(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.getOutputStream().write("G".getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private static HttpResponse<String> get(HttpClient client, int port, String path)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
