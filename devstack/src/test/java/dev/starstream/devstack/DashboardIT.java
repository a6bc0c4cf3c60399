package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import com.clickhouse.data.ClickHouseFormat;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightJson;
import dev.starstream.aggregates.Insights;
import dev.starstream.aggregates.Migrator;
import dev.starstream.app.Settings;
import dev.starstream.dashboard.InsightRoutes;
import dev.starstream.devstack.InsightCohort.Scored;
import dev.starstream.ingest.Access;
import dev.starstream.ingest.Access.Scope;
import dev.starstream.ingest.IngestServer;
import dev.starstream.ingest.KeyFollower;
import dev.starstream.ingest.RateLimits;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The insights over HTTP, on a real database, for whoever the caller's API key says. */
final class DashboardIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS = "ours";
  private static final Pattern FRACTION = Pattern.compile("\\d+\\.\\d+(E-?\\d+)?");

  /** What shows no score and no pass. */
  private static final Set<String> BLIND_TO_SCORES =
      Set.of(
          "mistakes-by-company",
          "star-gaps",
          "metric-usage",
          "missed-key-points",
          "mistake-pairs",
          "mistake-fading",
          "retention",
          "freshness");

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final List<AutoCloseable> open = new ArrayList<>();
  private static ClickHouseConfig config;
  private static Insights insights;
  private static URI migrated;
  private static URI unmigrated;
  private static String ours;
  private static String theirs;
  private static String nobodys;

  @BeforeAll
  static void start() throws Exception {
    var stack = SharedStack.get();
    config =
        new ClickHouseConfig(
            URI.create(stack.clickHouseUrl()),
            stack.clickHouseUser(),
            stack.clickHousePassword(),
            "dashboard_it_" + UUID.randomUUID().toString().substring(0, 8));
    new Migrator(config).migrate();
    var client = client(config);
    insights = new Insights(client, InsightCatalogue.load());
    // Two tenants that share every id and differ in every score.
    var answers = InsightCohort.random(OURS, 5, 60, List.of("1", "2"));
    insert(client, answers);
    insert(client, answers.stream().map(a -> a.of("theirs", 1 - a.overall())).toList());
    var settings =
        Settings.load(
            Optional.empty(), Map.of(), LocalSystem.addresses(stack, Path.of("unused"), 0));
    ours = TestKeys.create(settings, OURS, EnumSet.of(Scope.READ));
    theirs = TestKeys.create(settings, "theirs", EnumSet.of(Scope.READ));
    nobodys = TestKeys.create(settings, "nobody", EnumSet.of(Scope.READ));
    var keys = KeyFollower.start(settings.kafka(), settings.registry(), Clock.systemUTC());
    open.add(keys);
    assertThat(keys.awaitComplete(Duration.ofSeconds(20))).isTrue();
    var access = Access.keys(keys.keys(), new RateLimits(RateLimits.Rates.UNLIMITED));
    migrated = serve(access, insights);
    var missing = client(config.withDatabase(config.database() + "_missing"));
    unmigrated = serve(access, new Insights(missing, InsightCatalogue.load()));
  }

  @AfterAll
  static void stop() throws Exception {
    for (var some : open) {
      some.close();
    }
    dropDatabase();
  }

  private static void dropDatabase() throws SQLException {
    try (var connection = ClickHouse.openConnection(config.withDatabase("default"));
        var statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + config.database());
    }
  }

  static List<String> names() {
    return InsightCatalogue.load().all().stream().map(Insight::name).toList();
  }

  /** The parameters that must be given: an answer that both tenants have. */
  private static String query(String name) {
    return name.equals("answer") ? "?answer_id=" + new UUID(5, 0) : "";
  }

  @ParameterizedTest
  @MethodSource("names")
  void json_isWhatTheInsightSaysForThisTenant(String name) throws Exception {
    // When
    var reply = get(ours, "/v1/insights/" + name + query(name));

    // Then
    assertThat(reply.statusCode()).isEqualTo(200);
    var body = JSON.readTree(reply.body());
    var params =
        name.equals("answer")
            ? Map.of("answer_id", new UUID(5, 0).toString())
            : Map.<String, String>of();
    var expected = insights.run(name, params, OURS);
    assertThat(rounded(body.get("rows")))
        .isNotEmpty()
        .isEqualTo(rounded(InsightJson.of(expected).get("rows")));
    assertThat(body.get("sentence").asText()).isEqualTo(expected.sentence());
  }

  /** Their scores are the opposite of ours, so whatever shows scores must differ. */
  @ParameterizedTest
  @MethodSource("names")
  void tenantsThatShareAllIds_seeTheirOwn(String name) throws Exception {
    // When
    var our = JSON.readTree(get(ours, "/v1/insights/" + name + query(name)).body()).get("rows");
    var their = JSON.readTree(get(theirs, "/v1/insights/" + name + query(name)).body()).get("rows");

    // Then
    assertThat(our).isNotEmpty();
    if (BLIND_TO_SCORES.contains(name)) {
      assertThat(rounded(their)).isEqualTo(rounded(our));
    } else {
      assertThat(rounded(their)).isNotEqualTo(rounded(our));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void tenantWithoutAnswers_getsNoRows(String name) throws Exception {
    // When
    var reply = get(nobodys, "/v1/insights/" + name + query(name));

    // Then
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    assertThat(JSON.readTree(reply.body()).get("rows")).isEmpty();
  }

  @Test
  void ndjson_hasTheRowsOfTheJson() throws Exception {
    // When
    var byHeader = get(ours, "/v1/insights/star-gaps", "Accept", "application/x-ndjson");
    var byLink = get(ours, "/v1/insights/star-gaps.ndjson");

    // Then
    assertThat(byHeader.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    assertThat(byLink.body()).isEqualTo(byHeader.body());
    var rows = JSON.createArrayNode();
    for (var line : byHeader.body().split("\n", -1)) {
      if (!line.isEmpty()) {
        rows.add(JSON.readTree(line));
      }
    }
    var json = JSON.readTree(get(ours, "/v1/insights/star-gaps.json").body());
    assertThat(rows).isNotEmpty().isEqualTo(json.get("rows"));
  }

  @Test
  void whatTheCallerHas_isNotSentAgain() throws Exception {
    // Given
    var path = "/v1/insights/score-by-attempt";
    var tag = get(ours, path).headers().firstValue("ETag").orElseThrow();

    // When
    var again = get(ours, path, "If-None-Match", "\"other\", " + tag);

    // Then
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).contains(tag);
    assertThat(again.headers().firstValue("Cache-Control")).contains("private, no-cache");
    assertThat(get(theirs, path, "If-None-Match", tag).statusCode()).isEqualTo(200);
    assertThat(get(ours, path + "?level=mid", "If-None-Match", tag).statusCode()).isEqualTo(200);
    assertThat(get(ours, path + ".csv", "If-None-Match", tag).statusCode()).isEqualTo(200);
  }

  @Test
  void oneAnswersRecord_isKeptByNoBrowser() throws Exception {
    var reply = get(ours, "/v1/insights/answer" + query("answer"));

    assertThat(reply.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void csv_hasTheSameRowsByHeaderAndByLink() throws Exception {
    // When
    var byHeader = get(ours, "/v1/insights/metric-usage", "Accept", "text/csv");
    var byLink = get(ours, "/v1/insights/metric-usage.csv");

    // Then
    assertThat(byHeader.statusCode()).isEqualTo(200);
    assertThat(byHeader.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
    assertThat(byHeader.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename=\"metric-usage.csv\"");
    assertThat(byLink.body()).isEqualTo(byHeader.body());
    var lines = byHeader.body().lines().toList();
    assertThat(lines.get(0)).startsWith("level,answers,people,any_metric,");
    var body = JSON.readTree(get(ours, "/v1/insights/metric-usage").body());
    assertThat(lines).hasSize(1 + body.get("rows").size());
  }

  @Test
  void sqlInAParameter_isOnlyAValue() throws Exception {
    // When
    var reply =
        get(ours, "/v1/insights/metric-usage?company=x'%20OR%201=1--%5C%27%7Btenant:String%7D");

    // Then
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(reply.body()).get("rows")).isEmpty();
  }

  @Test
  void databaseWithoutTables_is503AndSaysHowToMakeThem() throws Exception {
    // When
    var reply = get(unmigrated, ours, "/v1/insights/metric-usage");

    // Then
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(503);
    JsonNode problem = JSON.readTree(reply.body());
    assertThat(problem.get("type").asText()).isEqualTo("urn:starstream:problem:not-migrated");
    assertThat(problem.get("detail").asText()).contains("starstream migrate");
  }

  /** The order in which the database adds is not fixed, so the last digits are not either. */
  private static JsonNode rounded(JsonNode rows) throws Exception {
    return JSON.readTree(
        FRACTION
            .matcher(rows.toString())
            .replaceAll(
                found -> String.format(Locale.ROOT, "%.9f", Double.parseDouble(found.group()))));
  }

  private static void insert(Client client, List<Scored> answers) throws Exception {
    client
        .insert(
            "answer_scores",
            new ByteArrayInputStream(InsightCohort.rows(answers)),
            ClickHouseFormat.JSONEachRow)
        .get()
        .close();
  }

  private static Client client(ClickHouseConfig config) {
    var client = ClickHouse.openClient(config);
    open.add(client);
    return client;
  }

  private static URI serve(Access access, Insights insights) {
    var server =
        IngestServer.start(
            "127.0.0.1", 0, List.of(access, new InsightRoutes(insights, Access::tenant)));
    open.add(0, server);
    return server.uri();
  }

  private static HttpResponse<String> get(String key, String path, String... headers)
      throws Exception {
    return get(migrated, key, path, headers);
  }

  private static HttpResponse<String> get(URI server, String key, String path, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + key);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
