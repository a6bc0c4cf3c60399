package dev.starstream.drill;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A TCP proxy on a loopback port with the faults of a network. It understands so much of
 * ClickHouse's HTTP as to say which table an insert goes to and when its reply comes. Thread-safe.
 */
final class FaultProxy implements AutoCloseable {

  /** How all connections behave from now on. */
  enum Mode {
    PASS,
    /** Nobody listens, and what was connected is cut. */
    REFUSE,
    /** So and so many bytes a second and direction, each connection by itself. */
    SLOW,
    /** Bytes are taken and go nowhere; connections stay open, and are cut when the mode ends. */
    HALF_OPEN
  }

  /** A step of an insert, as the wire shows it. */
  enum Step {
    /** The first bytes of the insert have gone to the server. */
    SENT,
    /** The server has answered, and the sender has not heard of it yet. */
    ANSWERED
  }

  /** What becomes of the bytes at which something was waiting. */
  enum Verdict {
    PASS,
    CUT
  }

  private record Trap(
      Step step, String table, Supplier<Verdict> action, CompletableFuture<Void> sprung) {}

  private static final Pattern INSERT =
      Pattern.compile(
          "INSERT(?:\\s|\\+|%20)+INTO(?:\\s|\\+|%20)+[`\"%0-9A-F.]*(\\w+)", Pattern.DOTALL);

  private static final int CHUNK = 1 << 14;
  private static final int SLOW_CHUNK = 1 << 10;
  private static final int TAIL = 120;

  private final int port;
  private final int target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Trap> trap = new AtomicReference<>();
  private volatile Mode mode = Mode.PASS;
  private volatile int bytesPerSecond = Integer.MAX_VALUE;

  /** Guarded by this. */
  private ServerSocket listener;

  /**
   * Listens.
   *
   * @param port loopback port to listen on, 0 for any free one
   * @param target loopback port to forward to; nothing need listen there yet
   */
  FaultProxy(int port, int target) {
    this.target = target;
    this.listener = listen(port);
    this.port = listener.getLocalPort();
    accept(listener);
  }

  int port() {
    return port;
  }

  /** Everything passes again. */
  void heal() {
    change(Mode.PASS);
  }

  void refuse() {
    change(Mode.REFUSE);
  }

  void halfOpen() {
    change(Mode.HALF_OPEN);
  }

  void slow(int bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    change(Mode.SLOW);
  }

  /** Cuts every connection; new ones are taken. */
  void cut() {
    links.forEach(Link::close);
  }

  /**
   * Waits for one step of the next insert into a table; the connection stands still while the
   * action runs. One at a time: a later call replaces an earlier one.
   *
   * @param table empty for any
   * @return completed when the action has run
   */
  CompletableFuture<Void> atNextInsert(Step step, String table, Supplier<Verdict> action) {
    var sprung = new CompletableFuture<Void>();
    trap.set(new Trap(step, table, action, sprung));
    return sprung;
  }

  /** Waits for nothing any more. */
  void disarm() {
    trap.set(null);
  }

  private synchronized void change(Mode next) {
    var former = mode;
    mode = next;
    if (next == Mode.REFUSE && former != Mode.REFUSE) {
      closeQuietly(listener);
      cut();
    }
    if (former == Mode.REFUSE && next != Mode.REFUSE) {
      listener = listen(port);
      accept(listener);
    }
    if (former == Mode.HALF_OPEN && next != Mode.HALF_OPEN) {
      // Bytes are missing in them.
      cut();
    }
  }

  private static ServerSocket listen(int port) {
    try {
      var socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " cannot be listened on", e);
    }
  }

  private void accept(ServerSocket socket) {
    daemon(
        "proxy-" + socket.getLocalPort(),
        () -> {
          try {
            while (true) {
              connect(socket.accept());
            }
          } catch (IOException e) {
            // Closed, by us.
          }
        });
  }

  private void connect(Socket client) {
    try {
      var server = new Socket(InetAddress.getLoopbackAddress(), target);
      var link = new Link(client, server);
      links.add(link);
      daemon("proxy-out", () -> link.pump(client, server, true));
      daemon("proxy-back", () -> link.pump(server, client, false));
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private static void daemon(String name, Runnable work) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** A connection and its other half; each direction has a thread. */
  private final class Link {
    private final Socket client;
    private final Socket server;

    /** Table of the insert under way; written when it is sent, taken when it is answered. */
    private final AtomicReference<String> inserting = new AtomicReference<>();

    /** Bytes are missing in it, so nothing passes any more: TCP leaves none out. */
    private volatile boolean swallowed;

    /** End of the last chunk: a statement may lie across two. Of the sending thread. */
    private String tail = "";

    private Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    private void pump(Socket from, Socket to, boolean sending) {
      var bytes = new byte[CHUNK];
      try {
        var in = from.getInputStream();
        var out = to.getOutputStream();
        while (true) {
          var length = in.read(bytes, 0, mode == Mode.SLOW ? SLOW_CHUNK : CHUNK);
          if (length < 0) {
            break;
          }
          if (mode == Mode.HALF_OPEN || swallowed) {
            swallowed = true;
            continue;
          }
          if (mode == Mode.SLOW) {
            Thread.sleep(Math.max(1, length * 1000L / bytesPerSecond));
          }
          if (sending) {
            var table = insertInto(bytes, length);
            // The reply may be here before the next line.
            table.ifPresent(inserting::set);
            out.write(bytes, 0, length);
            if (table.isPresent() && spring(Step.SENT, table.get()) == Verdict.CUT) {
              break;
            }
          } else {
            var table = inserting.getAndSet(null);
            if (table != null && spring(Step.ANSWERED, table) == Verdict.CUT) {
              break;
            }
            out.write(bytes, 0, length);
          }
        }
      } catch (IOException e) {
        // One of the two is gone, so the other goes.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        close();
      }
    }

    private Optional<String> insertInto(byte[] bytes, int length) {
      var text = tail + new String(bytes, 0, length, ISO_8859_1);
      var matcher = INSERT.matcher(text);
      if (matcher.find()) {
        tail = "";
        return Optional.of(matcher.group(1));
      }
      tail = text.substring(Math.max(0, text.length() - TAIL));
      return Optional.empty();
    }

    private Verdict spring(Step step, String table) {
      var waiting = trap.get();
      if (waiting == null
          || waiting.step() != step
          || !(waiting.table().isEmpty() || waiting.table().equals(table))
          || !trap.compareAndSet(waiting, null)) {
        return Verdict.PASS;
      }
      try {
        return waiting.action().get();
      } finally {
        waiting.sprung().complete(null);
      }
    }

    private void close() {
      links.remove(this);
      closeQuietly(client);
      closeQuietly(server);
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // It is of no more use either way.
    }
  }

  @Override
  public synchronized void close() {
    closeQuietly(listener);
    cut();
  }
}
