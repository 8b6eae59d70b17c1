package dev.bootc.rollout.testkit.binaries;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Takes one file out of a tar.gz, which the JDK cannot read by itself. Enough of the format for our
 * releases.
 */
final class TarGz {

  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_OFFSET = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int TYPE_OFFSET = 156;

  private TarGz() {}

  /**
   * Writes the first regular file of that name, in whatever folder of the archive, to {@code
   * target}.
   */
  static Path extract(Path archive, String fileName, Path target) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        InputStream tar = new GZIPInputStream(file)) {
      byte[] header = tar.readNBytes(BLOCK);
      while (header.length == BLOCK && header[0] != 0) {
        long size = Long.parseLong(text(header, SIZE_OFFSET, SIZE_LENGTH), 8);
        if (isRegularFile(header) && baseName(text(header, 0, NAME_LENGTH)).equals(fileName)) {
          copy(tar, size, target);
          return target;
        }
        tar.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
        header = tar.readNBytes(BLOCK);
      }
    }
    throw new IOException("no file " + fileName + " in " + archive.getFileName());
  }

  private static boolean isRegularFile(byte[] header) {
    return header[TYPE_OFFSET] == '0' || header[TYPE_OFFSET] == 0;
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, US_ASCII).strip();
  }

  private static void copy(InputStream tar, long size, Path target) throws IOException {
    try (var out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[1 << 16];
      long left = size;
      while (left > 0) {
        int read = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new IOException("the archive ends in the middle of a file");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }
}
