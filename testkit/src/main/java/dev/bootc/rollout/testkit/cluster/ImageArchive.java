package dev.bootc.rollout.testkit.cluster;

import dev.bootc.rollout.testkit.process.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Images for containerd that hold one static program each, as {@code docker save} writes them: for
 * images of others that cannot be pulled here, by their own name.
 */
public final class ImageArchive {
  static final String PAUSE = "localhost/bootc-rollout/pause:1";

  /** A program for Linux on amd64 that waits for ever: {@code for (;;) pause();}. */
  private static final byte[] PAUSE_PROGRAM =
      Base64.getDecoder()
          .decode(
              "f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAA"
                  + "AAEAAAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAgQAAAAAAAACBAAAAAAAAAAAQAAAAAAAAuCIA"
                  + "AAAPBev3");

  private ImageArchive() {}

  /** Holds the containers of each pod together. */
  static Path pause(Path folder) throws IOException {
    Path program = Files.write(folder.resolve("pause"), PAUSE_PROGRAM);
    return of(PAUSE, program, "root", 0, folder);
  }

  /**
   * Writes an archive into the folder.
   *
   * @param program is the entry point, under its own name in {@code /usr/local/bin}
   * @param user that it runs as, by name and number
   */
  public static Path of(String reference, Path program, String user, int number, Path folder)
      throws IOException {
    String name = program.getFileName().toString();
    Path root = Files.createDirectories(folder.resolve(name + "-root"));
    Path image = Files.createDirectories(folder.resolve(name + "-image"));
    Path inside = Files.createDirectories(root.resolve("usr/local/bin")).resolve(name);
    Files.copy(program, inside);
    if (!inside.toFile().setExecutable(true, false)) {
      throw new IOException("cannot make " + inside + " executable");
    }
    // Programs ask who they are.
    Files.writeString(
        Files.createDirectories(root.resolve("etc")).resolve("passwd"),
        "%s:x:%d:%d::/tmp:/nonexistent\n".formatted(user, number, number));
    Path layer = image.resolve("layer.tar");
    Command.outputOf(
        "tar", "-C", root.toString(), "--owner=0", "--group=0", "-cf", layer.toString(), ".");
    Files.writeString(
        image.resolve("config.json"),
        """
        {"architecture": "amd64", "os": "linux",
         "config": {"Entrypoint": ["/usr/local/bin/%s"], "User": "%d"},
         "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
        """
            .formatted(name, number, sha256(layer)));
    Files.writeString(
        image.resolve("manifest.json"),
        """
        [{"Config": "config.json", "RepoTags": ["%s"], "Layers": ["layer.tar"]}]
        """
            .formatted(reference));
    Path archive = folder.resolve(name + ".docker.tar");
    Command.outputOf(
        "tar",
        "-C",
        image.toString(),
        "-cf",
        archive.toString(),
        "manifest.json",
        "config.json",
        "layer.tar");
    Folders.delete(root);
    Folders.delete(image);
    return archive;
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file);
        DigestInputStream digesting =
            new DigestInputStream(content, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has SHA-256", impossible);
    }
  }
}
