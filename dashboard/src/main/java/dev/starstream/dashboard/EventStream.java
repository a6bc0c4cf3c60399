package dev.starstream.dashboard;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * One reader of server-sent events. Nobody ever waits for it: what it has not read yet is replaced
 * by what is newer. Safe for many threads.
 */
final class EventStream implements WriteListener {

  private final HttpServletResponse response;
  private final long until;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // Guarded by this.
  private ServletOutputStream out;
  private String next;
  private boolean unflushed;

  /**
   * @param until when it ends at the latest, in terms of {@link System#nanoTime()}
   */
  EventStream(HttpServletResponse response, long until) {
    this.response = response;
    this.until = until;
  }

  /** Completes when the stream is over, whoever ended it. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Sends the header and the first event; the request must be asynchronous already. */
  synchronized void begin(String event, String json) {
    try {
      response.setStatus(200);
      response.setContentType("text/event-stream");
      response.setCharacterEncoding("UTF-8");
      // Proxies such as nginx would keep events back.
      response.setHeader("X-Accel-Buffering", "no");
      out = response.getOutputStream();
      next = text(event, json);
      out.setWriteListener(this);
    } catch (IOException | IllegalStateException e) {
      end();
    }
  }

  void send(String event, String json) {
    offer(text(event, json));
  }

  /** A comment, unless an event is on its way already. */
  synchronized void keepAlive() {
    if (next == null) {
      offer(":\n\n");
    }
  }

  void endAfter(long nanoTime) {
    if (nanoTime - until >= 0) {
      end();
    }
  }

  void end() {
    ended.complete(null);
  }

  private synchronized void offer(String text) {
    next = text;
    write();
  }

  @Override
  public void onWritePossible() {
    write();
  }

  @Override
  public void onError(Throwable failure) {
    end();
  }

  /** As far as the client takes it; the server calls again when it takes more. */
  private synchronized void write() {
    if (out == null || ended.isDone()) {
      return;
    }
    try {
      while ((next != null || unflushed) && out.isReady()) {
        if (next != null) {
          out.write(next.getBytes(StandardCharsets.UTF_8));
          next = null;
          unflushed = true;
        } else {
          out.flush();
          unflushed = false;
        }
      }
    } catch (IOException | IllegalStateException e) {
      // The client has gone.
      end();
    }
  }

  /** JSON of ours has no line ends. */
  private static String text(String event, String json) {
    return "event: " + event + "\ndata: " + json + "\n\n";
  }
}
