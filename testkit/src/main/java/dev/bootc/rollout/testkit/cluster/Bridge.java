package dev.bootc.rollout.testkit.cluster;

import dev.bootc.rollout.testkit.process.CommandRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A bridge of this machine, which the nodes of one cluster hang on, with the machine as their
 * gateway. Its addresses are of the range for benchmarks, which no network uses. The name of the
 * interface is taken or not: so two clusters never share a number.
 */
final class Bridge implements AutoCloseable {
  private static final String PREFIX = "bcr";
  private static final int MOST = 200;
  private static final Path INTERFACES = Path.of("/sys/class/net");
  private static final String OWNED_BY = "bootc-rollout of process ";

  private final int number;

  private Bridge(int number) {
    this.number = number;
  }

  static Bridge create() {
    removeLeftovers();
    for (int number = 0; number < MOST; number++) {
      Bridge bridge = new Bridge(number);
      CommandRun added = Command.of("ip", "link", "add", bridge.name(), "type", "bridge");
      if (added.succeeded()) {
        bridge.bringUp();
        return bridge;
      }
      if (!added.output().contains("File exists")) {
        throw new IllegalStateException("no bridge can be made: " + added.tail());
      }
    }
    throw new IllegalStateException(MOST + " clusters run on this machine, which is enough");
  }

  private void bringUp() {
    String owner = OWNED_BY + ProcessHandle.current().pid();
    Command.outputOf("ip", "link", "set", name(), "alias", owner);
    Command.outputOf("ip", "address", "add", address(1) + "/24", "dev", name());
    Command.outputOf("ip", "link", "set", name(), "up");
  }

  int number() {
    return number;
  }

  String name() {
    return PREFIX + number;
  }

  /** Of this machine, on the bridge. */
  String gateway() {
    return address(1);
  }

  String addressOf(int node) {
    return address(10 + node);
  }

  private String address(int host) {
    return "198.18.%d.%d".formatted(number, host);
  }

  /** Gives the network namespace of that process an interface on the bridge. */
  void connect(long process, int node) {
    String outside = outside(node);
    Command.outputOf(
        "ip",
        "link",
        "add",
        outside,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        Long.toString(process));
    Command.outputOf("ip", "link", "set", outside, "master", name(), "up");
  }

  /** Otherwise its interface goes a moment after its last process, and would be in the way. */
  void disconnect(int node) {
    Command.of("ip", "link", "delete", outside(node));
  }

  private String outside(int node) {
    return name() + "n" + node;
  }

  /** Of clusters whose process is gone without having tidied up. */
  static void removeLeftovers() {
    try (DirectoryStream<Path> bridges = Files.newDirectoryStream(INTERFACES, PREFIX + "*")) {
      for (Path bridge : bridges) {
        String alias = Files.readString(bridge.resolve("ifalias")).strip();
        if (alias.startsWith(OWNED_BY)
            && ProcessHandle.of(Long.parseLong(alias.substring(OWNED_BY.length()))).isEmpty()) {
          Command.of("ip", "link", "delete", bridge.getFileName().toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Command.of("ip", "link", "delete", name());
  }
}
