package dev.starstream.client;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to the server, each tried until it is answered. Safe for many threads. */
final class Edge {

  private static final Logger log = LoggerFactory.getLogger(Edge.class);

  private static final double JITTER = 0.25;

  /** Who asks for a longer pause is gone for longer than a caller wants to wait. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

  private static final String VERSION =
      Optional.ofNullable(Edge.class.getPackage().getImplementationVersion()).orElse("dev");

  /** What one attempt came to. */
  sealed interface Attempt<T> {
    record Done<T>(T value) implements Attempt<T> {}

    /** An outage or a limit: the same request may succeed later. */
    record Again<T>(String reason, Optional<Duration> retryAfter, Optional<Throwable> cause)
        implements Attempt<T> {}

    /** The same request will always come to this. */
    record Failed<T>(StarstreamException reason) implements Attempt<T> {}
  }

  /** What came back, or that nothing did. */
  sealed interface Reply {
    record Answered(HttpResponse<byte[]> response) implements Reply {
      int status() {
        return response.statusCode();
      }

      byte[] body() {
        return response.body();
      }
    }

    record Lost(Throwable cause) implements Reply {}
  }

  private final ClientSettings settings;
  private final ExecutorService workers;
  private final HttpClient http;
  private volatile boolean gzip = true;

  Edge(ClientSettings settings, ExecutorService workers) {
    this.settings = settings;
    this.workers = workers;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .executor(workers)
            .build();
    if (settings.keyIsOpen()) {
      log.atWarn().addKeyValue("endpoint", settings.endpoint()).log("api key travels unencrypted");
    }
  }

  /**
   * Runs an attempt until it comes to something else than {@link Attempt.Again}, or has been run
   * often enough.
   *
   * @return what the last attempt came to
   */
  <T> CompletableFuture<Attempt<T>> retry(Supplier<CompletableFuture<Attempt<T>>> attempt) {
    var policy =
        RetryPolicy.<Attempt<T>>builder()
            .handleIf((last, error) -> last instanceof Attempt.Again<T> again && worthwhile(again))
            .withMaxAttempts(settings.maxAttempts())
            .withBackoff(settings.firstPause(), ClientSettings.LONGEST_PAUSE)
            .withJitter(JITTER)
            .withDelayFn(context -> asked(context.getLastResult()))
            .onRetryScheduled(
                event ->
                    log.atInfo()
                        .addKeyValue("attempt", event.getAttemptCount())
                        .addKeyValue("reason", reason(event.getLastResult()))
                        .addKeyValue("pauseMs", event.getDelay().toMillis())
                        .log("request will be sent again"))
            .build();
    return Failsafe.with(policy).with(workers).getStageAsync(attempt::get);
  }

  private static boolean worthwhile(Attempt.Again<?> again) {
    return again.retryAfter().orElse(Duration.ZERO).compareTo(LONGEST_RETRY_AFTER) <= 0;
  }

  /** Negative for the usual pause. Jitter goes both ways; nobody comes sooner than was asked. */
  private static Duration asked(Attempt<?> last) {
    return last instanceof Attempt.Again<?> again && again.retryAfter().isPresent()
        ? Duration.ofMillis((long) Math.ceil(again.retryAfter().get().toMillis() / (1 - JITTER)))
        : Duration.ofNanos(-1);
  }

  private static String reason(Attempt<?> last) {
    return last instanceof Attempt.Again<?> again ? again.reason() : "";
  }

  CompletableFuture<Reply> get(String path) {
    return send(request(path).GET(), settings.requestTimeout());
  }

  /**
   * @param wait how long the server may wait for scores before it replies
   */
  CompletableFuture<Reply> post(
      String path, String contentType, byte[] body, Optional<Duration> wait) {
    var timeout = settings.requestTimeout().plus(wait.orElse(Duration.ZERO));
    var request = request(path).header("Content-Type", contentType);
    wait.ifPresent(time -> request.header("Prefer", "wait=" + time.toSeconds()));
    var plain = request.copy().POST(BodyPublishers.ofByteArray(body));
    if (!gzip || body.length <= settings.gzipAboveBytes()) {
      return send(plain, timeout);
    }
    request.header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(compressed(body)));
    return send(request, timeout)
        .thenCompose(
            reply -> {
              if (!refusesGzip(reply)) {
                return CompletableFuture.completedFuture(reply);
              }
              gzip = false;
              log.atInfo().log("server takes no compressed requests");
              return send(plain, timeout);
            });
  }

  /** As RFC 7694 has it: 415, and the encodings that would do. */
  private static boolean refusesGzip(Reply reply) {
    return reply instanceof Reply.Answered answered
        && answered.status() == 415
        && answered
            .response()
            .headers()
            .firstValue("Accept-Encoding")
            .filter(accepted -> !accepted.contains("gzip"))
            .isPresent();
  }

  private HttpRequest.Builder request(String path) {
    URI uri = settings.resolve(path);
    var request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json, application/problem+json")
            .header("User-Agent", "starstream-client/" + VERSION);
    settings.apiKey().ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request;
  }

  /** The JDK's own timeout of a request ends with the head of its reply: a body may never come. */
  private CompletableFuture<Reply> send(HttpRequest.Builder request, Duration timeout) {
    var exchange = http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return exchange
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (response, error) -> {
              if (error == null) {
                return new Reply.Answered(response);
              }
              exchange.cancel(true);
              return new Reply.Lost(
                  error instanceof CompletionException ? error.getCause() : error);
            });
  }

  /** What a reply that brings no result comes to. */
  <T> Attempt<T> trouble(Reply reply) {
    if (reply instanceof Reply.Lost lost) {
      return lost(lost.cause());
    }
    var answered = (Reply.Answered) reply;
    int status = answered.status();
    var said = Wire.trouble(answered.body());
    var message = named(answered) + (said.detail().isEmpty() ? "" : ": " + said.detail());
    if (status == 429 || status >= 500) {
      return new Attempt.Again<>(message, retryAfter(answered.response()), Optional.empty());
    }
    if (status == 401 || status == 403) {
      return new Attempt.Failed<>(new StarstreamException.AccessDenied(status, message));
    }
    if (status >= 400) {
      return new Attempt.Failed<>(
          new StarstreamException.RequestRefused(status, said.type(), message));
    }
    return new Attempt.Failed<>(
        new StarstreamException.UnexpectedReply(
            message + " (expected: a reply of Starstream; is the endpoint right?)", null));
  }

  <T> Attempt<T> unexpected(Reply.Answered answered, Throwable why) {
    return new Attempt.Failed<>(
        new StarstreamException.UnexpectedReply(
            named(answered) + ": " + why.getMessage() + " (is the endpoint right?)", why));
  }

  StarstreamException givenUp(Attempt.Again<?> last) {
    return new StarstreamException.Unavailable(
        "given up after "
            + (worthwhile(last) ? settings.maxAttempts() + " attempts" : "being sent away for long")
            + ": "
            + last.reason(),
        last.retryAfter(),
        last.cause().orElse(null));
  }

  StarstreamException fault(Throwable fault) {
    return new StarstreamException.Unavailable("a fault of the client", Optional.empty(), fault);
  }

  private String named(Reply.Answered answered) {
    var request = answered.response().request();
    return request.method() + " " + request.uri().getPath() + ": status " + answered.status();
  }

  private <T> Attempt<T> lost(Throwable cause) {
    if (cause instanceof TimeoutException) {
      return new Attempt.Again<>("no complete reply in time", Optional.empty(), Optional.empty());
    }
    if (cause instanceof IOException) {
      return new Attempt.Again<>(
          "no connection, or it broke: " + cause.getClass().getSimpleName(),
          Optional.empty(),
          Optional.of(cause));
    }
    throw new CompletionException(cause);
  }

  /** Seconds or a date; what is neither is nothing. */
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    var value = response.headers().firstValue("Retry-After").map(String::strip).orElse("");
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      var at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var pause = Duration.between(Clock.systemUTC().instant(), at);
      return Optional.of(pause.isNegative() ? Duration.ZERO : pause);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Takes a quarter of the default's time, for a fifth more bytes of text. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static byte[] compressed(byte[] body) {
    var bytes = new ByteArrayOutputStream(body.length / 2);
    try (var out = new FastGzip(bytes)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("compressing in memory", e);
    }
    return bytes.toByteArray();
  }
}
