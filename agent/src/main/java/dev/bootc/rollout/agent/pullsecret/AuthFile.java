package dev.bootc.rollout.agent.pullsecret;

import dev.bootc.rollout.agent.plan.CredentialsOnHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * {@code /run/ostree/auth.json} on the host, the first place where bootc looks for credentials.
 *
 * <p>Guarantees: whoever opens it reads an old content or a new one, whole; nobody but root can
 * read it, nor what it is made from, at any moment; a link is never followed. A reboot wipes it.
 */
final class AuthFile {
  private static final int LARGEST = 4 << 20;

  private final Path file;
  private final Path unfinished;

  /**
   * @param hostRoot the host's root directory as the agent sees it
   */
  AuthFile(Path hostRoot) {
    this.file = hostRoot.resolve("run/ostree/auth.json");
    this.unfinished = hostRoot.resolve("run/ostree/.auth.json.bootc-rollout");
  }

  /**
   * Whose the file is: the agent's as long as its content is one that the agent wrote.
   *
   * @param written digests of what the agent wrote
   */
  CredentialsOnHost onHost(List<String> written) throws IOException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean readable = found.isRegularFile() && found.size() <= LARGEST && !written.isEmpty();
      return readable && written.contains(digest(content()))
          ? CredentialsOnHost.OURS
          : CredentialsOnHost.FOREIGN;
    } catch (NoSuchFileException absent) {
      return CredentialsOnHost.ABSENT;
    }
  }

  /** Replaces the file. */
  void write(byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    // A process that was killed may have left one.
    Files.deleteIfExists(unfinished);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes the file away, and what a process that was killed has left of it. */
  void remove() throws IOException {
    Files.deleteIfExists(unfinished);
    Files.deleteIfExists(file);
  }

  static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has SHA-256", impossible);
    }
  }

  private byte[] content() throws IOException {
    try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return stream.readNBytes(LARGEST);
    }
  }
}
