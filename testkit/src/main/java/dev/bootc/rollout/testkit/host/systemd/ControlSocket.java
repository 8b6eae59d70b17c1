package dev.bootc.rollout.testkit.host.systemd;

import dev.bootc.rollout.testkit.host.state.HostFolder;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where process 1 takes calls. The socket lies in a folder of its own below the temporary folder,
 * because the path of a socket may have 107 characters only, and a host's folder may have more.
 */
public final class ControlSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

  private final ServerSocketChannel server;
  private final Path socketFolder;
  private final Path socket;
  private final HostFolder folder;
  private final Map<String, HostCommand> commands;

  private ControlSocket(
      ServerSocketChannel server,
      Path socketFolder,
      Path socket,
      HostFolder folder,
      Map<String, HostCommand> commands) {
    this.server = server;
    this.socketFolder = socketFolder;
    this.socket = socket;
    this.folder = folder;
    this.commands = commands;
  }

  /** Listens until closed. {@code boots} are the host's boot IDs, the present one last. */
  public static ControlSocket open(
      HostFolder folder, Units units, Journal journal, Power power, Supplier<List<String>> boots) {
    Map<String, HostCommand> commands =
        Map.of(
            "systemd-run", new SystemdRun(folder, units),
            "systemctl", new Systemctl(units, power),
            "journalctl", new Journalctl(journal, boots));
    try {
      Path socketFolder = Files.createTempDirectory("bootc-host");
      Path socket = socketFolder.resolve("control");
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      ControlSocket opened = new ControlSocket(server, socketFolder, socket, folder, commands);
      HostFolder.write(folder.controlSocketAddress(), socket.toString());
      Thread.ofVirtual().name("control-socket").start(opened::accept);
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel caller = server.accept();
        Thread.ofVirtual().name("host-command").start(() -> serve(caller));
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(SocketChannel caller) {
    try (caller) {
      Call call = Call.receive(new DataInputStream(Channels.newInputStream(caller)));
      Reply reply =
          new Reply(
              new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(caller))));
      HostCommand command = commands.get(call.tool());
      reply.exit(command == null ? 127 : command.run(call, reply));
    } catch (IOException e) {
      // A caller that was killed before it had said what it wants.
      LOG.atDebug().addKeyValue("folder", folder.root()).setCause(e).log("a call broke off");
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    HostFolder.delete(folder.controlSocketAddress());
    HostFolder.delete(socket);
    HostFolder.delete(socketFolder);
  }
}
