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
    if (wanted == 0) {
      return free();
    }
    try (var socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StackException(
          "port %d is taken: stop what uses it or pass --%s-port".formatted(wanted, role.id()), e);
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
