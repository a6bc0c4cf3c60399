package dev.starstream.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.clickhouse.client.api.Client;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.app.Settings;
import dev.starstream.app.Starstream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** API keys from the command line to the edge, on real servers, for two tenants. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysIT {

  private static final Duration ARRIVAL = Duration.ofSeconds(30);

  /** Twice what is promised, for a slow machine. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final Set<Pipeline.Role> EDGE =
      EnumSet.of(Pipeline.Role.INGEST, Pipeline.Role.DASHBOARD);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private record Ended(int exitCode, String out, String err) {}

  private final ApiDocument document = ApiDocument.load();
  private final HttpClient http = HttpClient.newHttpClient();
  private final String name = "keys-it-" + UUID.randomUUID().toString().substring(0, 8);
  private final String acme = name + "-acme";
  private final String globex = name + "-globex";
  private Path directory;
  private Map<String, String> flags;
  private Path settingsFile;
  private Settings settings;
  private Pipeline stages;
  private Pipeline edge;
  private Client clickHouse;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    this.directory = directory;
    flags = LocalSystem.addresses(SharedStack.get(), directory.resolve("state"), 0);
    flags.put("tenant", name);
    flags.put("clickhouse.database", name.replace('-', '_'));
    flags.put("scoring.application-id", name + "-scoring");
    flags.put("sink.group-id", name + "-sink");
    flags.put("sink.flush-interval", "100ms");
    settingsFile = directory.resolve("starstream.conf");
    Files.write(
        settingsFile,
        flags.entrySet().stream()
            .map(flag -> flag.getKey() + " = \"" + flag.getValue() + "\"")
            .toList());
    settings = Settings.load(Optional.empty(), Map.of(), flags);
    Provision.all(settings);
    SharedStack.emptyTopics();
    stages = Pipeline.start(settings, EnumSet.of(Pipeline.Role.SCORING, Pipeline.Role.SINK));
    edge = Pipeline.start(settings, EDGE);
    clickHouse = ClickHouse.openClient(settings.clickHouse());
  }

  @AfterAll
  void stop() throws Exception {
    edge.close();
    stages.close();
    clickHouse.execute("DROP DATABASE " + settings.clickHouse().database()).get();
    clickHouse.close();
  }

  @Test
  void createdKey_isPrintedOnceWorksIsListedWithoutItsSecretAndRevokedForEver() throws Exception {
    // When
    var created = run("create", "--tenant", acme, "--scope", "ingest,read", "--name", "practice");
    var key = created.out().strip();
    var id = key.substring(4, 14);

    // Then
    assertThat(created.exitCode()).as(created.err()).isZero();
    assertThat(key).matches("ssk_[a-z2-7]{10}_[A-Za-z0-9_-]{43}");
    assertThat(created.err()).contains("keys revoke " + id).doesNotContain(key);
    awaitStatus(key, 200);
    assertThat(post(key, "first", "c", "I fixed the door.").statusCode()).isEqualTo(202);

    // When
    var list = run("list", "--tenant", acme);
    var json = JSON.readTree(run("list", "--json").out());

    // Then
    assertThat(list.out()).contains(id, acme, "ingest,read", "never", "valid", "practice");
    assertThat(list.out() + json).doesNotContain(key.substring(15));
    assertThat(listed(json, id).path("tenantId").asText()).isEqualTo(acme);

    // When
    var revoked = run("revoke", id);

    // Then
    assertThat(revoked.exitCode()).as(revoked.err()).isZero();
    awaitStatus(key, 401);
    assertThat(get(key).body()).contains("was revoked at");
    assertThat(run("revoke", id).exitCode()).isZero();
    assertThat(listed(JSON.readTree(run("list", "--json").out()), id).path("state").asText())
        .isEqualTo("revoked");

    // When
    edge.close();
    edge = Pipeline.start(settings, EDGE);

    // Then: known at once, from the topic
    assertThat(get(key).statusCode()).isEqualTo(401);
  }

  @Test
  void keyWithALifetime_endsByItself() throws Exception {
    var key = create(acme, "read", "--expires", "3s");

    awaitStatus(key, 200);
    await().atMost(ARRIVAL).until(() -> get(key).statusCode() == 401);

    assertThat(get(key).body()).contains("has expired at");
  }

  @Test
  void scopes_areWhatTheKeyWasMadeWith() throws Exception {
    var ingest = create(acme, "ingest");
    var read = create(acme, "read");
    awaitStatus(read, 200);
    await().atMost(SOON).until(() -> get(ingest).statusCode() == 403);

    assertThat(get(ingest).body()).contains("expected: read");
    assertThat(post(read, "scopes", "c", "I fixed the door.").statusCode()).isEqualTo(403);
    assertThat(delete(read, "c").statusCode()).isEqualTo(403);
    assertThat(post(ingest, "scopes", "c", "I fixed the door.").statusCode()).isEqualTo(202);
  }

  @Test
  void twoTenantsWithTheSameIds_neverMeet() throws Exception {
    // Given
    var acmes = create(acme, "ingest,read,admin");
    var globexs = create(globex, "ingest,read,admin");
    awaitStatus(acmes, 200);
    awaitStatus(globexs, 200);

    // When: another text under the same id, which would be a conflict within one tenant
    var acmesAnswer = answerId(post(acmes, "same", "same-candidate", "I fixed the door."));
    var globexsAnswer = answerId(post(globexs, "same", "same-candidate", "I fixed the gate."));

    // Then
    assertThat(acmesAnswer).isNotEqualTo(globexsAnswer);
    awaitRows(acme, 1);
    awaitRows(globex, 1);
    assertThat(rowsSeen(acmes, acmesAnswer)).isEqualTo(1);
    assertThat(rowsSeen(acmes, globexsAnswer)).isZero();
    assertThat(rowsSeen(globexs, globexsAnswer)).isEqualTo(1);

    // When
    var receipt = delete(acmes, "same-candidate");

    // Then
    assertThat(receipt.statusCode()).as(receipt.body()).isEqualTo(200);
    assertThat(JSON.readTree(receipt.body()).path("tenantId").asText()).isEqualTo(acme);
    awaitRows(acme, 0);
    assertThat(rowsSeen(globexs, globexsAnswer)).isEqualTo(1);
    assertThat(post(globexs, "next", "same-candidate", "I painted it.").statusCode())
        .isEqualTo(202);
    awaitRows(globex, 2);
  }

  @Test
  void wrongCalls_areNamedAndMakeNothing() {
    var noScope = run("create", "--tenant", acme, "--scope", "all", "--name", "n");
    var noTenant = run("create", "--tenant", "No Tenant", "--scope", "read", "--name", "n");
    var noTime =
        run("create", "--tenant", acme, "--scope", "read", "--name", "n", "--expires", "x");
    var unknown = run("revoke", "aaaaaaaaaa");

    assertThat(List.of(noScope, noTenant, noTime, unknown))
        .allSatisfy(
            ended -> {
              assertThat(ended.exitCode()).isEqualTo(Starstream.WRONG_CALL);
              assertThat(ended.err()).isNotBlank();
              assertThat(ended.out()).isEmpty();
            });
  }

  @Test
  @SuppressWarnings("try") // the forwarding only has to be there
  void kafkaAwayAtFirst_is503UntilTheKeysAreRead() throws Exception {
    // Given: brokers behind a port that nobody listens on yet
    var key = create(acme, "read");
    int port = freePort();
    var behindPort = new LinkedHashMap<>(flags);
    behindPort.put("kafka.bootstrap-servers", "127.0.0.1:" + port);
    var away = Settings.load(Optional.empty(), Map.of(), behindPort);

    try (var other = Pipeline.start(away, EnumSet.of(Pipeline.Role.DASHBOARD))) {
      // When
      var down = get(other.uri(), "/v1/insights", key);

      // Then
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(down.headers().firstValue("Retry-After")).isPresent();
      assertThat(get(other.uri(), "/livez", key).statusCode()).isEqualTo(200);
      assertThat(get(other.uri(), "/readyz", key).body()).contains("\"apiKeys\":{\"ready\":false");
      assertThat(get(other.uri(), "/", "").statusCode()).isEqualTo(200);

      // When
      try (var forwarding =
          new Forwarding(port, URI.create("http://" + SharedStack.get().kafkaBootstrap()))) {
        // Then
        await()
            .atMost(ARRIVAL)
            .until(() -> get(other.uri(), "/v1/insights", key).statusCode() == 200);
      }
    }
  }

  @Test
  void kafkaAwayLater_knownKeysGoOnWorking() throws Exception {
    assumeTrue(SharedStack.isEmbedded(), "its broker is a process here");
    var key = create(acme, "read");
    awaitStatus(key, 200);
    var broker = SharedStack.get().component(Component.Role.KAFKA).pid().orElseThrow();

    signal("-STOP", broker);
    HttpResponse<String> known;
    try {
      Thread.sleep(1000);
      known = get(key);
    } finally {
      signal("-CONT", broker);
    }

    assertThat(known.statusCode()).isEqualTo(200);
  }

  @Test
  void developmentKey_isKeptForItsOwnerAndReplacedOnceItIsRevoked() throws Exception {
    var file = directory.resolve("development.key");

    var first = DevelopmentKey.in(file, settings);
    var again = DevelopmentKey.in(file, settings);
    run("revoke", first.substring(4, 14));
    var replaced = DevelopmentKey.in(file, settings);

    assertThat(again).isEqualTo(first);
    assertThat(replaced).isNotEqualTo(first);
    assertThat(file).content().isEqualTo(replaced + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    awaitStatus(replaced, 200);
  }

  private String create(String tenant, String scopes, String... more) throws Exception {
    var words =
        new ArrayList<>(
            List.of("create", "--tenant", tenant, "--scope", scopes, "--name", "test", "--json"));
    words.addAll(List.of(more));
    var ended = run(words.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    return JSON.readTree(ended.out()).path("key").asText();
  }

  private Ended run(String... words) {
    var arguments = new ArrayList<>(List.of("--config", settingsFile.toString(), "keys"));
    arguments.addAll(List.of(words));
    var stdout = System.out;
    var stderr = System.err;
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      var exitCode = Starstream.commandLine().execute(arguments.toArray(String[]::new));
      return new Ended(exitCode, out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
  }

  private static JsonNode listed(JsonNode list, String id) {
    for (var key : list.path("keys")) {
      if (key.path("id").asText().equals(id)) {
        return key;
      }
    }
    throw new AssertionError(id + " is not listed");
  }

  private void awaitStatus(String key, int status) {
    await().atMost(SOON).untilAsserted(() -> assertThat(get(key).statusCode()).isEqualTo(status));
  }

  private HttpResponse<String> get(String key) throws Exception {
    return get(edge.uri(), "/v1/insights", key);
  }

  private HttpResponse<String> get(URI server, String path, String key) throws Exception {
    var request = HttpRequest.newBuilder(server.resolve(path));
    return send(key.isEmpty() ? request : request.header("Authorization", "Bearer " + key));
  }

  private HttpResponse<String> delete(String key, String candidate) throws Exception {
    return send(
        HttpRequest.newBuilder(edge.uri().resolve("/v1/candidates/" + candidate))
            .header("Authorization", "Bearer " + key)
            .DELETE());
  }

  private HttpResponse<String> post(String key, String id, String candidate, String text)
      throws Exception {
    var answer =
        JSON.createObjectNode().put("id", id).put("candidateRef", candidate).put("text", text);
    return send(
        HttpRequest.newBuilder(edge.uri().resolve("/v1/answers"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(answer.toString())));
  }

  /** Every reply is as the API's document describes it. */
  private HttpResponse<String> send(HttpRequest.Builder builder) throws Exception {
    var request = builder.timeout(ARRIVAL).build();
    var reply = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    var path = request.uri().getRawPath();
    assertThat(document.violations(request.method(), path, reply, reply.body().getBytes(UTF_8)))
        .as(request.method() + " " + path + ": " + reply.body())
        .isEmpty();
    return reply;
  }

  private static String answerId(HttpResponse<String> receipt) throws Exception {
    assertThat(receipt.statusCode()).as(receipt.body()).isEqualTo(202);
    return JSON.readTree(receipt.body()).at("/items/0/answerId").asText();
  }

  private int rowsSeen(String key, String answerId) throws Exception {
    var reply = get(edge.uri(), "/v1/insights/answer?answer_id=" + answerId, key);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return JSON.readTree(reply.body()).path("rows").size();
  }

  private void awaitRows(String tenant, long rows) {
    var sql =
        "SELECT count() FROM answer_scores WHERE event_id IN ('same', 'next') AND tenant_id = '"
            + tenant
            + "'";
    await()
        .atMost(ARRIVAL)
        .untilAsserted(
            () -> assertThat(clickHouse.queryAll(sql).get(0).getLong(1)).isEqualTo(rows));
  }

  private static void signal(String signal, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor()).isZero();
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
