package dev.bootc.rollout.plugin.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a bundle is written: for nobody but its owner, as what is taken out of it may be too
 * little.
 */
final class BundleFolder {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final AtomicInteger written = new AtomicInteger();

  BundleFolder(Path folder) {
    this.folder = folder;
  }

  int written() {
    return written.get();
  }

  void write(String file, String content) throws IOException {
    try (OutputStream out = open(file)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A list that is written one by one, and has its end whatever happens. */
  Items items(String file) throws IOException {
    return new Items(JSON.createGenerator(open(file)));
  }

  private OutputStream open(String file) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent(), ownersOnly("rwx------"));
    OutputStream out = Files.newOutputStream(Files.createFile(path, ownersOnly("rw-------")));
    written.incrementAndGet();
    return out;
  }

  private static FileAttribute<?>[] ownersOnly(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** See {@link #items}. */
  static final class Items implements AutoCloseable {
    private final JsonGenerator json;

    private Items(JsonGenerator json) throws IOException {
      this.json = json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeArrayFieldStart("items");
    }

    void add(JsonNode object) throws IOException {
      json.writeTree(object);
    }

    @Override
    public void close() throws IOException {
      json.writeEndArray();
      json.writeEndObject();
      json.close();
    }
  }
}
