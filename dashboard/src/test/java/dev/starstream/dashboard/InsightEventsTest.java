package dev.starstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.starstream.aggregates.ArrivedLately;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InsightEventsTest {

  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicReference<ArrivedLately> news = new AtomicReference<>(lately(0, TIME));
  private final TestServer server = new TestServer(tenant -> look());

  private ArrivedLately look() {
    looks.incrementAndGet();
    var now = news.get();
    if (now == null) {
      throw new IllegalStateException("the database is away");
    }
    return now;
  }

  private static ArrivedLately lately(long answers, Instant inserted) {
    return new ArrivedLately(answers, inserted, TIME, TIME);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void newRows_areToldToEverybodyWithOneLook() throws IOException {
    try (var one = new Listener();
        var other = new Listener()) {
      // Given
      assertThat(one.next()).isEqualTo("event: ready data: {}");
      assertThat(other.next()).isEqualTo("event: ready data: {}");
      await().until(() -> looks.get() >= 2);

      // When
      news.set(lately(3, TIME.plusMillis(1)));

      // Then
      var event =
          "event: scores data: {\"answers\":3,\"lastEvent\":\"2026-03-01T10:00:00Z\","
              + "\"lastScored\":\"2026-03-01T10:00:00Z\"}";
      assertThat(one.next()).isEqualTo(event);
      assertThat(other.next()).isEqualTo(event);
    }
  }

  @Test
  void rowsThatAreOldByNow_areNoNews() throws IOException {
    try (var listener = new Listener()) {
      // Given
      news.set(lately(3, TIME.plusMillis(1)));
      listener.next();
      await().until(() -> looks.get() >= 2);

      // When
      news.set(lately(1, TIME.plusMillis(1)));
      int seen = looks.get();
      await().until(() -> looks.get() >= seen + 2);
      news.set(lately(2, TIME.plusMillis(2)));

      // Then: of the three only the last is told
      String event;
      do {
        event = listener.next();
      } while (event.contains("\"answers\":3"));
      assertThat(event).contains("\"answers\":2");
    }
  }

  @Test
  void databaseThatGoesAndComes_isTroubleAndThenNews() throws IOException {
    try (var listener = new Listener()) {
      // Given
      listener.next();
      await().until(() -> looks.get() >= 1);

      // When
      news.set(null);

      // Then
      assertThat(listener.next()).isEqualTo("event: trouble data: {}");
      news.set(lately(0, TIME));
      assertThat(listener.next()).isEqualTo("event: scores data: {\"answers\":0}");
    }
  }

  @Test
  void whenNobodyListens_theDatabaseIsNotAsked() throws IOException {
    // Given
    try (var listener = new Listener()) {
      listener.next();
      await().until(() -> looks.get() >= 2);
    }

    // When: what is written next finds that the client has gone
    news.set(lately(1, TIME.plusMillis(1)));
    var quiet = new AtomicInteger(-1);

    // Then
    await()
        .pollInterval(Duration.ofMillis(1100))
        .until(
            () -> {
              news.set(lately(1, news.get().insertedAt().plusMillis(1)));
              return quiet.getAndSet(looks.get()) == looks.get();
            });
  }

  @Test
  void streamsBeyondTheLimit_areTurnedAway() throws IOException {
    try (var one = new Listener();
        var other = new Listener()) {
      one.next();
      other.next();

      // When
      var reply = server.get("/v1/insights/events", "Accept", "text/event-stream");

      // Then
      assertThat(TestServer.MAX_STREAMS).isEqualTo(2);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("Retry-After")).isNotEmpty();
      assertThat(reply.json().path("type").asText()).isEqualTo("urn:starstream:problem:busy");
    }
  }

  @Test
  void otherThanAStream_isNotAcceptable() {
    assertThat(server.get("/v1/insights/events").status()).isEqualTo(406);
  }

  @Test
  void serverThatStops_endsTheStreamsOfAllTenants() throws IOException {
    try (var acmes = new Listener("acme");
        var globexs = new Listener("globex")) {
      acmes.next();
      globexs.next();

      // When
      server.close();

      // Then: by their end, neither cut off nor after their ten minutes
      assertThat(acmes.next()).isEmpty();
      assertThat(globexs.next()).isEmpty();
    }
  }

  /** A client of the stream. */
  private final class Listener implements AutoCloseable {
    private final HttpURLConnection connection;
    private final BufferedReader in;

    Listener() throws IOException {
      this("dev");
    }

    Listener(String tenant) throws IOException {
      connection =
          (HttpURLConnection) server.uri().resolve("/v1/insights/events").toURL().openConnection();
      connection.setRequestProperty("Accept", "text/event-stream");
      connection.setRequestProperty("X-Tenant", tenant);
      connection.setReadTimeout(20_000);
      assertThat(connection.getResponseCode()).isEqualTo(200);
      in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next event in one line; empty at the end of the stream. */
    String next() throws IOException {
      var event = new StringBuilder();
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isEmpty() && !line.startsWith(":")) {
          event.append(event.isEmpty() ? "" : " ").append(line);
        } else if (!event.isEmpty()) {
          break;
        }
      }
      return event.toString();
    }

    @Override
    public void close() {
      connection.disconnect();
    }
  }
}
