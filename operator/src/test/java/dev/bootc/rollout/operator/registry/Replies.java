package dev.bootc.rollout.operator.registry;

import dev.bootc.rollout.api.ImageRef;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers of registries as tests need them. */
final class Replies {
  static final ImageRef.Tagged REF =
      (ImageRef.Tagged) ImageRef.parse("registry.example.com/os/node:stable");

  private Replies() {}

  static Reply reply(int status, Map<String, String> headers, String body) {
    return new Reply(
        status,
        HttpHeaders.of(
            headers.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue()))),
            (_, _) -> true),
        new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }
}
