package dev.bootc.rollout.agent.pullsecret;

import dev.bootc.rollout.agent.host.MemoryFile;
import dev.bootc.rollout.agent.plan.Credentials;
import dev.bootc.rollout.agent.plan.CredentialsOnHost;
import dev.bootc.rollout.agent.plan.Memory;
import dev.bootc.rollout.api.PullSecretRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the host's credentials as the spec asks for them. They are brought when an image is to be
 * staged, and stay until the spec asks for none, or the host reboots. A file of somebody else's is
 * neither read, nor changed, nor merged with.
 */
public final class PullSecrets {
  private static final String HASH = "sha256:";

  private final SecretReader secrets;
  private final AuthFile file;
  private final MemoryFile memory;

  public PullSecrets(KubernetesClient client, Path hostRoot, MemoryFile memory) {
    this.secrets = new SecretReader(client);
    this.file = new AuthFile(hostRoot);
    this.memory = memory;
  }

  /** Whose credentials lie on the host. */
  public CredentialsOnHost onHost(Memory known, String bootId) throws IOException {
    return file.onHost(written(known, bootId));
  }

  /**
   * A file that the version of the Secret which the spec names explains is the agent's to replace
   * and to take away, whoever brought it: an agent that has lost its memory, or the Go project's.
   */
  public void adopt(Credentials wanted, String bootId) throws IOException {
    String source = wanted.source();
    String hash = wanted.hash();
    if (source == null || hash == null || !hash.startsWith(HASH)) {
      return;
    }
    String digest = hash.substring(HASH.length());
    List<String> before = written(memory.load(), bootId);
    if (!before.contains(digest) && file.onHost(List.of(digest)) == CredentialsOnHost.OURS) {
      remember(
          new Memory.PullSecret(
              source, bootId, Stream.concat(before.stream(), Stream.of(digest)).toList()));
    }
  }

  /**
   * Reads the Secret anew and brings it to the host.
   *
   * @return why that is not possible, with the mend; empty where the host now has the credentials
   *     that it shall have
   * @throws IllegalStateException if the API server gives no answer to build on
   */
  public Optional<String> bring(Credentials wanted, String bootId) throws IOException {
    PullSecretRef ref = wanted.secret();
    String source = wanted.source();
    if (ref == null || source == null) {
      takeAway(bootId);
      return Optional.empty();
    }
    List<String> before = written(memory.load(), bootId);
    SecretReader.Answer answer = secrets.read(ref);
    if (file.onHost(explained(before, answer)) == CredentialsOnHost.FOREIGN) {
      remember(new Memory.PullSecret(source, bootId, List.of()));
      return Optional.empty();
    }
    return switch (answer) {
      case SecretReader.Answer.Unusable unusable -> {
        remember(new Memory.PullSecret(source, bootId, before));
        yield Optional.of(unusable.message());
      }
      case SecretReader.Answer.Found found -> write(source, bootId, before, bytes(found));
    };
  }

  /** What the file may hold without being the host's own. */
  private static List<String> explained(List<String> written, SecretReader.Answer answer) {
    return answer instanceof SecretReader.Answer.Found found
        ? Stream.concat(written.stream(), Stream.of(AuthFile.digest(bytes(found)))).toList()
        : written;
  }

  private static byte[] bytes(SecretReader.Answer.Found found) {
    return found.content().getBytes(StandardCharsets.UTF_8);
  }

  /** Takes away what the agent brought. */
  public void takeAway(String bootId) throws IOException {
    if (onHost(memory.load(), bootId) == CredentialsOnHost.OURS) {
      file.remove();
    }
    remember(null);
  }

  /**
   * The memory comes first: a crash in between must not make the agent's own file a foreign one.
   */
  private Optional<String> write(String source, String bootId, List<String> before, byte[] content)
      throws IOException {
    String digest = AuthFile.digest(content);
    List<String> either = Stream.concat(before.stream(), Stream.of(digest)).distinct().toList();
    remember(new Memory.PullSecret(source, bootId, either));
    try {
      file.write(content);
    } catch (IOException unwritable) {
      return Optional.of(
          "the host's /run/ostree/auth.json cannot be written (%s): check that the agent is privileged, and the host root directory"
              .formatted(unwritable));
    }
    remember(new Memory.PullSecret(source, bootId, List.of(digest)));
    return Optional.empty();
  }

  private void remember(Memory.@Nullable PullSecret used) throws IOException {
    memory.save(memory.load().withPullSecret(used));
  }

  private static List<String> written(Memory known, String bootId) {
    Memory.@Nullable PullSecret used = known.pullSecret();
    return used == null || !used.bootId().equals(bootId) ? List.of() : used.digests();
  }
}
