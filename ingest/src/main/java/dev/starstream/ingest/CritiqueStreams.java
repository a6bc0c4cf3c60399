package dev.starstream.ingest;

import dev.starstream.ingest.AnswerOutcomes.State;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Streams of server-sent events (WHATWG HTML, section 9.2), one for an answer: {@code pending}
 * where nothing is known yet, then one of {@code scored} (data: the scorecard), {@code rejected}
 * and {@code erased}, and its end. A comment every 15 s keeps it open, for ten minutes at most; a
 * browser's EventSource then comes again by itself, as it also does after the last event unless it
 * is closed.
 *
 * <p>An id that nobody has heard of is pending: whoever derives it may listen before it publishes.
 * A stream holds no thread. Javalin's own streams would bring a pool of threads that outlives them.
 */
final class CritiqueStreams {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final String RETRY_AFTER_SECONDS = "5";

  private final AnswerOutcomes outcomes;
  private final int maxStreams;
  private final Semaphore permits;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();

  /** Between start and close; the server's own thread calls both. */
  private ScheduledExecutorService keepAlive;

  CritiqueStreams(AnswerOutcomes outcomes, int maxStreams) {
    this.outcomes = outcomes;
    this.maxStreams = maxStreams;
    this.permits = new Semaphore(maxStreams);
  }

  void start() {
    keepAlive =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, "critique-keep-alive");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        keepAlive.scheduleAtFixedRate(
            () -> open.forEach(Stream::keepAlive),
            KEEP_ALIVE.toMillis(),
            KEEP_ALIVE.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Ends all streams: a server that stops waits for its requests. */
  void close() {
    if (keepAlive != null) {
      keepAlive.shutdownNow();
    }
    open.forEach(Stream::end);
  }

  /** Answers a request with a stream. */
  void open(Context ctx, AnswerKey key) {
    if (!permits.tryAcquire()) {
      ctx.header("Retry-After", RETRY_AFTER_SECONDS);
      HttpProblems.answer(
          ctx,
          503,
          "busy",
          "too many streams are open already (expected: at most " + maxStreams + ")");
      return;
    }
    var stream = new Stream(ctx.res(), outcomes.critiques().await(key));
    open.add(stream);
    // However it ends: by its last event, its time, the client or the server.
    var unused =
        stream.ended.whenComplete(
            (done, failure) -> {
              open.remove(stream);
              stream.outcome.cancel(false);
              permits.release();
            });
    ctx.future(
        () -> {
          begin(stream, key);
          return stream.ended;
        });
  }

  private void begin(Stream stream, AnswerKey key) {
    stream.begin();
    // What the stream has said lately completes the future; else the database may know.
    var near = stream.outcome.isDone() ? Optional.<State>empty() : outcomes.near(key);
    if (near.orElse(null) instanceof State.Known known) {
      stream.outcome.complete(known.outcome());
    } else if (!stream.outcome.isDone()) {
      stream.send("pending", CritiqueRoutes.pending(key).toString());
      if (near.isEmpty()) {
        outcomes.lookUpLater(key, stream.outcome::complete);
      }
    }
    var unused =
        stream.outcome.thenAcceptAsync(
            outcome -> {
              stream.send(key, outcome);
              stream.end();
            },
            outcomes.replying());
  }

  private static final class Stream {
    private final HttpServletResponse response;
    private final CompletableFuture<Outcome> outcome;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final long until = System.nanoTime() + LONGEST.toNanos();

    Stream(HttpServletResponse response, CompletableFuture<Outcome> outcome) {
      this.response = response;
      this.outcome = outcome;
    }

    void begin() {
      response.setStatus(200);
      response.setContentType("text/event-stream");
      response.setCharacterEncoding("UTF-8");
      // Proxies such as nginx would keep events back.
      response.setHeader("X-Accel-Buffering", "no");
      write(": of one answer\n\n");
    }

    void send(AnswerKey key, Outcome what) {
      if (what instanceof Outcome.Scored scored) {
        send("scored", scored.json());
      } else if (what instanceof Outcome.Rejected rejected) {
        send("rejected", CritiqueRoutes.rejected(key, rejected).toString());
      } else {
        send("erased", CritiqueRoutes.erased(key).toString());
      }
    }

    /** JSON of ours has no line ends. */
    void send(String event, String json) {
      write("event: " + event + "\ndata: " + json + "\n\n");
    }

    void keepAlive() {
      if (System.nanoTime() - until >= 0) {
        end();
      } else {
        write(":\n\n");
      }
    }

    void end() {
      ended.complete(null);
    }

    private synchronized void write(String text) {
      if (ended.isDone()) {
        return;
      }
      try {
        ServletOutputStream out = response.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
      } catch (IOException | IllegalStateException e) {
        // The client has gone.
        end();
      }
    }
  }
}
