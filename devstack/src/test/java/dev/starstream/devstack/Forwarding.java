package dev.starstream.devstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Lets a port lead to another server, for as long as it is open. */
final class Forwarding implements AutoCloseable {
  private final ServerSocket listening;
  private final URI target;
  private final List<Socket> open = new ArrayList<>();

  Forwarding(int port, URI target) throws IOException {
    this.target = target;
    listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        var from = listening.accept();
        var to = new Socket(target.getHost(), target.getPort());
        synchronized (open) {
          open.add(from);
          open.add(to);
        }
        start(() -> copy(from, to));
        start(() -> copy(to, from));
      }
    } catch (IOException closed) {
      // Nothing more to forward.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException closed) {
      // One of the two has hung up; the other is closed with it.
    }
  }

  private static void start(Runnable work) {
    var thread = new Thread(work, "forwarding");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    synchronized (open) {
      for (var socket : open) {
        socket.close();
      }
    }
  }
}
