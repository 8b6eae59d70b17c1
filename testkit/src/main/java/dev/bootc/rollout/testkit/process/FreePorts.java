package dev.bootc.rollout.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports that nothing listens on.
 *
 * <p>They come from below the range the kernel gives to outgoing connections: a server that is
 * killed and started again on its port must not find a client's connection sitting on it.
 */
public final class FreePorts {

  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 29_999;
  private static final int ATTEMPTS = 1_000;

  private FreePorts() {}

  /**
   * Chooses {@code count} different ports.
   *
   * @throws IllegalStateException where there are not so many
   */
  public static List<Integer> choose(int count) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
      if (isFree(port)) {
        ports.add(port);
      }
      if (ports.size() == count) {
        return List.copyOf(ports);
      }
    }
    throw new IllegalStateException("No free port found from " + LOWEST + " to " + HIGHEST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException _) {
      return false;
    }
  }

  /** Whether something accepts connections on the port. */
  public static boolean isTaken(int port) {
    return isTaken(InetAddress.getLoopbackAddress().getHostAddress(), port);
  }

  /** Whether something accepts connections on the port of that address. */
  public static boolean isTaken(String address, int port) {
    try (Socket socket = new Socket(address, port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }
}
