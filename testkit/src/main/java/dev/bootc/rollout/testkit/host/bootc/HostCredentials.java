package dev.bootc.rollout.testkit.host.bootc;

import dev.bootc.rollout.testkit.host.state.HostFolder;
import dev.bootc.rollout.testkit.host.state.Json;
import dev.bootc.rollout.testkit.host.state.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/** The credentials that bootc finds on the host: those of the first file that exists, no others. */
final class HostCredentials {
  private HostCredentials() {}

  /** SHA-256 of what is sent to the registry of that image; empty where bootc comes as nobody. */
  static Optional<String> digest(HostFolder folder, String reference) {
    return Stream.of("run/ostree/auth.json", "etc/ostree/auth.json", "usr/lib/ostree/auth.json")
        .map(folder.root()::resolve)
        .filter(Files::exists)
        .findFirst()
        .flatMap(file -> inFile(file, reference))
        .map(HostCredentials::sha256);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Optional<String> inFile(Path file, String reference) {
    return Json.read(file)
        .flatMap(content -> content.object("auths"))
        .flatMap(registries -> registries.object(reference.substring(0, reference.indexOf('/'))))
        .map(JsonObject::members)
        .map(entry -> (String) entry.get("auth"));
  }
}
