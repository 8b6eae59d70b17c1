package dev.bootc.rollout.operator.temporal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where something secret, or something to trust, comes from. */
sealed interface SecretSource {

  /** The same for ever. */
  record Fixed(String name, String value) implements SecretSource {
    @Override
    public byte[] read() {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A file that somebody may write anew. */
  record InFile(String name, Path file) implements SecretSource {
    @Override
    public byte[] read() {
      try {
        return Files.readAllBytes(file);
      } catch (IOException _) {
        throw new UnusableCredentials(
            file + " cannot be read: bring a file there, or correct " + name);
      }
    }
  }

  /** The setting that names it, for messages. */
  String name();

  /**
   * Its present content.
   *
   * @throws UnusableCredentials where there is none
   */
  byte[] read();
}
