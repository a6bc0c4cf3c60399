package dev.starstream.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Loopback ports: any free one, or a given one that must be free. */
final class Ports {
  private Ports() {}

  /** The wanted port, or a free one for 0. */
  static int choose(int wanted, Component.Role role) {
    return choose(wanted, role.id());
  }

  /**
   * The wanted port, or a free one for 0.
   *
   * @param flag the part before {@code -port} of the option that chooses another one
   * @throws StackException if the wanted one is taken
   */
  static int choose(int wanted, String flag) {
    if (wanted == 0) {
      return free();
    }
    if (!isFree(wanted)) {
      throw new StackException(
          "port %d is taken: stop what uses it or pass --%s-port".formatted(wanted, flag));
    }
    return wanted;
  }

  static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  static int free() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free loopback port", e);
    }
  }
}
