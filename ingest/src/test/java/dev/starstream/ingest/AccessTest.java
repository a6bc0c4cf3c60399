package dev.starstream.ingest;

import static dev.starstream.ingest.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.ingest.Access.Caller;
import dev.starstream.ingest.Access.Scope;
import dev.starstream.ingest.RateLimits.Rates;
import dev.starstream.ingest.TestServer.Reply;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  private static final Set<Scope> ALL = EnumSet.allOf(Scope.class);

  private final SettableClock clock = new SettableClock();
  private final Map<String, IssuedKey> issued = new HashMap<>();
  private boolean keysAreRead = true;
  private final KeyRing ring =
      new KeyRing(() -> keysAreRead ? Optional.of(issued) : Optional.empty(), clock);
  private final InMemoryTopic topic = new InMemoryTopic();
  private TestServer server = server(Rates.UNLIMITED);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void key_letsItsTenantInAndNobodyElse() {
    // Given
    var acme = issue("acme", ALL);
    var globex = issue("globex", ALL);

    // When
    var replies = List.of(insights(acme), insights(globex));

    // Then
    assertThat(replies).extracting(Reply::status).containsOnly(200);
    assertThat(replies)
        .extracting(reply -> reply.body().asText())
        .containsExactly("acme", "globex");
  }

  @Test
  void sameIdOfTwoTenants_isTwoAnswers() {
    // Given
    var acme = issue("acme", ALL);
    var globex = issue("globex", ALL);

    // When
    var first = post(acme, answer("e-1").json());
    var second = post(globex, answer("e-1").with("text", "I fixed the gate.").json());

    // Then
    assertThat(first.statuses()).containsExactly("accepted");
    assertThat(second.statuses()).containsExactly("accepted");
    assertThat(topic.answers()).extracting(a -> a.getTenantId()).containsExactly("acme", "globex");
    assertThat(first.body().findValuesAsText("answerId"))
        .doesNotContainAnyElementsOf(second.body().findValuesAsText("answerId"));
  }

  @Test
  void withoutKey_everythingUnderV1Is401BeforeItsBodyIsRead() {
    // When: not JSON, which nobody gets to see
    var reply = server.send(server.request("/v1/answers").POST(body("{{{")));

    // Then
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"starstream\"");
    assertThat(reply.body().get("requestId").asText()).isEqualTo(reply.header("X-Request-Id"));
    assertThat(topic.history()).isEmpty();
  }

  @Test
  void bodyThatNeverComes_isNotWaitedFor() throws IOException {
    // When
    try (var socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      socket.setSoTimeout(5000);
      socket
          .getOutputStream()
          .write(
              String.join(
                      "\r\n",
                      "POST /v1/answers HTTP/1.1",
                      "Host: x",
                      "Content-Type: application/json",
                      "Content-Length: 1000000",
                      "",
                      "")
                  .getBytes(StandardCharsets.US_ASCII));
      var status = new byte[12];
      socket.getInputStream().readNBytes(status, 0, status.length);

      // Then
      assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
    }
  }

  @Test
  void noWrongKey_isToldFromAnother() {
    // Given
    var right = issue("acme", ALL);
    var otherSecret = right.text().substring(0, 15) + "A".repeat(43);
    var unknown = KeyToken.create(new SecureRandom()).text();

    // When
    var details =
        List.of("", "Bearer", "Bearer x", "Bearer " + otherSecret, "Bearer " + unknown, "Basic x")
            .stream()
            .map(header -> insights(header))
            .peek(reply -> assertThat(reply.status()).isEqualTo(401))
            .map(reply -> reply.body().get("detail").asText())
            .toList();

    // Then
    assertThat(details).containsOnly(details.get(0));
    assertThat(details.toString()).doesNotContain(otherSecret, unknown, right.id());
  }

  @Test
  void expiredKey_isToldSoToItsHolderOnly() {
    // Given
    var token = KeyToken.create(new SecureRandom());
    put(
        IssuedKey.of(
            token, new Caller("acme", ALL), "n", clock.instant(), Optional.of(Duration.ofDays(1))));
    var before = insights(token);

    // When
    clock.now = clock.now.plus(Duration.ofDays(1));
    var after = insights(token);
    var guessed = insights("Bearer " + token.text().substring(0, 15) + "A".repeat(43));

    // Then
    assertThat(before.status()).isEqualTo(200);
    assertThat(after.status()).isEqualTo(401);
    assertThat(after.body().get("detail").asText()).contains("has expired at");
    assertThat(guessed.body().get("detail").asText()).doesNotContain("expired");
  }

  @Test
  void revokedKey_isToldSo() {
    // Given
    var token = KeyToken.create(new SecureRandom());
    var key = IssuedKey.of(token, new Caller("acme", ALL), "n", clock.instant(), Optional.empty());
    put(key.revoked(clock.instant()));

    // When
    var reply = insights(token);

    // Then
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body().get("detail").asText()).contains("was revoked at");
  }

  @ParameterizedTest
  @CsvSource({
    "INGEST, GET, /v1/insights, 403",
    "READ, GET, /v1/insights, 200",
    "ADMIN, GET, /v1/insights, 403",
    "READ, HEAD, /v1/insights, 200",
    "READ, GET, /v1/insights/, 200",
    "READ, DELETE, /v1/candidates/a/b, 403",
    "ADMIN, DELETE, /v1/candidates/a/b, 200",
    "READ, GET, /v1/unlisted, 403",
    "ADMIN, GET, /v1/unlisted, 200",
    "READ, POST, /v1/answers, 403",
    "ADMIN, POST, /v1/answers, 403",
    "INGEST, POST, /v1/answers, 415",
    "READ, GET, /v1/nowhere, 403",
    "ADMIN, GET, /v1/nowhere, 404",
  })
  void scope_decides(Scope scope, String method, String path, int status) {
    // Given
    var token = issue("acme", EnumSet.of(scope));

    // When
    var reply =
        server.send(
            server
                .request(path)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token.text()));

    // Then
    assertThat(reply.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(reply.header("WWW-Authenticate")).contains("error=\"insufficient_scope\"");
      assertThat(reply.body().get("anyOf")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/answers, ingest",
    "POST, /v1/events, ingest",
    "POST, /v1/xapi/statements, ingest",
    "GET, /v1/answers/x, ingest read",
    "GET, /v1/answers/x/events, ingest read",
    "GET, /v1/questions, read",
    "GET, /v1/questions/x, read",
    "PUT, /v1/questions/x, admin",
    "DELETE, /v1/questions/x, admin",
    "DELETE, /v1/candidates/x, admin",
    "GET, /v1/insights, read",
    "GET, /v1/insights/x.csv, read",
    "PATCH, /v1/insights, admin",
  })
  void table_isTheContract(String method, String path, String scopes) {
    assertThat(RouteScopes.needed(method, path).orElseThrow())
        .extracting(Scope::id)
        .containsExactlyInAnyOrder(scopes.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/insights",
        "/V1/insights",
        "/%761/insights",
        "/v1%2finsights",
        "//v1/insights",
        "/./v1/insights",
        "/v1;x=y/insights",
        "/v1",
        "/v1/insights/%zz",
      })
  void noSpellingOfAProtectedPath_isOpen(String path) {
    assertThat(RouteScopes.needed("GET", path)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/", "/dashboard.js", "/metrics", "/docs"})
  void allElse_isOpen(String path) {
    assertThat(RouteScopes.needed("GET", path)).isEmpty();
  }

  @Test
  void untilAllKeysAreRead_routesAre503AndHealthIsFine() {
    // Given
    var token = issue("acme", ALL);
    keysAreRead = false;

    // When
    var replies = List.of(insights(token), insights(""));
    var live = server.send(server.request("/livez"));

    // Then
    assertThat(replies).extracting(Reply::status).containsOnly(503);
    assertThat(replies).extracting(reply -> reply.header("Retry-After")).containsOnly("5");
    assertThat(live.status()).isEqualTo(200);
    keysAreRead = true;
    assertThat(insights(token).status()).isEqualTo(200);
  }

  @Test
  void answersOverTheLimit_are429ForThatTenantOnly() {
    // Given: a full request fits, however low the limit
    server.close();
    server = server(new Rates(1, 0));
    var acme = issue("acme", ALL);
    var globex = issue("globex", ALL);
    var batch = Collections.nCopies(400, answer("x").without("id").json()).toString();

    // When
    var replies = List.of(post(acme, batch), post(acme, batch), post(globex, batch));

    // Then
    assertThat(replies).extracting(Reply::status).containsExactly(202, 429, 202);
    var over = replies.get(1);
    assertThat(Integer.parseInt(over.header("Retry-After"))).isBetween(290, 301);
    assertThat(over.header("RateLimit-Policy")).isEqualTo("\"answers\";q=500;w=500");
    assertThat(over.header("RateLimit")).matches("\"answers\";r=[0-9]+;t=[0-9]+");
    assertThat(over.body().get("type").asText()).endsWith(":too-many-answers");
    assertThat(topic.history()).hasSize(800);
  }

  @Test
  void requestsOverTheLimit_are429() {
    // Given
    server.close();
    server = server(new Rates(0, 1));
    var acme = issue("acme", ALL);

    // When
    var statuses = List.of(insights(acme), insights(acme), insights(acme), insights(acme));

    // Then: two at once and, on a slow machine, one more
    assertThat(statuses).extracting(Reply::status).startsWith(200, 200).contains(429);
  }

  @Test
  void wrongKeys_areLimitedByAddressAndDoNotShutOutTheRightOne() {
    // Given
    var acme = issue("acme", ALL);

    // When
    var statuses = new ArrayList<Integer>();
    for (int i = 0; i < 25; i++) {
      statuses.add(insights("Bearer wrong").status());
    }

    // Then
    assertThat(statuses).startsWith(401).endsWith(429);
    assertThat(insights("Bearer wrong").header("Retry-After")).isNotEmpty();
    assertThat(insights(acme).status()).isEqualTo(200);
    assertThat(insights("").status()).isEqualTo(401);
  }

  @Test
  void token_hasItsFormAndHidesItsSecret() {
    var token = KeyToken.create(new SecureRandom());

    assertThat(token.text()).matches("ssk_[a-z2-7]{10}_[A-Za-z0-9_-]{43}");
    assertThat(KeyToken.parse(token.text()).orElseThrow().text()).isEqualTo(token.text());
    assertThat(token.toString()).isEqualTo("ssk_" + token.id() + "_***");
    var key = IssuedKey.of(token, new Caller("acme", ALL), "n", clock.instant(), Optional.empty());
    assertThat(key.toAvro().toString()).doesNotContain(token.text().substring(15));
    assertThat(IssuedKey.of(key.toAvro())).isEqualTo(key);
  }

  private TestServer server(Rates rates) {
    return new TestServer(topic, Access.keys(ring, new RateLimits(rates)), AccessTest::otherRoutes);
  }

  /** What other modules add, in small: each says for whom it works. */
  private static void otherRoutes(JavalinConfig config) {
    config.routes.get("/v1/insights", ctx -> ctx.result("\"" + Access.tenant(ctx) + "\""));
    config.routes.delete(
        "/v1/candidates/<ref>", ctx -> ctx.result("\"" + Access.tenant(ctx) + "\""));
    config.routes.get("/v1/unlisted", ctx -> ctx.result("\"unlisted\""));
  }

  private KeyToken issue(String tenant, Set<Scope> scopes) {
    var token = KeyToken.create(new SecureRandom());
    put(IssuedKey.of(token, new Caller(tenant, scopes), "n", clock.instant(), Optional.empty()));
    return token;
  }

  private void put(IssuedKey key) {
    issued.put(key.id(), key);
  }

  private Reply insights(KeyToken token) {
    return insights("Bearer " + token.text());
  }

  private Reply insights(String authorization) {
    var request = server.request("/v1/insights");
    return server.send(
        authorization.isEmpty() ? request : request.header("Authorization", authorization));
  }

  private Reply post(KeyToken token, String json) {
    return server.send(
        server
            .request("/v1/answers")
            .header("Authorization", "Bearer " + token.text())
            .header("Content-Type", "application/json")
            .POST(body(json)));
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }

  private static final class SettableClock extends Clock {
    private volatile Instant now = Answers.NOW;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
