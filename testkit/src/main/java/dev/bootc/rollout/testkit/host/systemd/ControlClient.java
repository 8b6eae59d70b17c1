package dev.bootc.rollout.testkit.host.systemd;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The side of the socket that runs in the process of a fake command: passes on, prints, exits. */
public final class ControlClient {
  private final Path socketAddress;

  /**
   * Talks to the process 1 that has written its socket's path to the file {@code socketAddress}.
   */
  public ControlClient(Path socketAddress) {
    this.socketAddress = socketAddress;
  }

  /** Has the command carried out and answers with its exit code. */
  public int call(
      String tool,
      List<String> arguments,
      Map<String, String> environment,
      PrintStream standard,
      PrintStream errors) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(Files.readString(socketAddress)));
      new Call(tool, arguments, environment)
          .send(new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel))));
      return print(new DataInputStream(Channels.newInputStream(channel)), standard, errors);
    } catch (IOException _) {
      errors.print("Failed to connect to bus: No such file or directory\n");
      return 1;
    }
  }

  private static int print(DataInputStream answer, PrintStream standard, PrintStream errors)
      throws IOException {
    while (true) {
      byte frame = answer.readByte();
      if (frame == Reply.EXIT) {
        return answer.readInt();
      }
      PrintStream target = frame == Reply.STANDARD ? standard : errors;
      target.print(answer.readUTF() + "\n");
      target.flush();
    }
  }
}
