package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.Client;
import com.clickhouse.data.ClickHouseFormat;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.ClickHouseConfig;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightJson;
import dev.starstream.aggregates.Insights;
import dev.starstream.aggregates.Migrator;
import dev.starstream.app.Settings;
import dev.starstream.dashboard.InsightRoutes;
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
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The insights over HTTP, on a real database, for whoever the caller's API key says. */
final class DashboardIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS = "ours";

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final List<AutoCloseable> open = new ArrayList<>();
  private static ClickHouseConfig config;
  private static Insights insights;
  private static URI migrated;
  private static URI unmigrated;
  private static String ours;
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
    for (var tenant : List.of(OURS, "theirs")) {
      var answers = InsightCohort.random(tenant, tenant.hashCode(), 60, List.of("1.0.0"));
      client
          .insert(
              "answer_scores",
              new ByteArrayInputStream(InsightCohort.rows(answers)),
              ClickHouseFormat.JSONEachRow)
          .get()
          .close();
    }
    var settings =
        Settings.load(
            Optional.empty(), Map.of(), LocalSystem.addresses(stack, Path.of("unused"), 0));
    ours = TestKeys.create(settings, OURS, EnumSet.of(Scope.READ));
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mistakes-by-company",
        "hardest-companies",
        "hardest-questions",
        "star-gaps",
        "metric-usage",
        "score-by-attempt"
      })
  void json_isWhatTheInsightSaysForThisTenant(String name) throws Exception {
    // When
    var reply = get(ours, "/v1/insights/" + name + "?level=mid");

    // Then
    assertThat(reply.statusCode()).isEqualTo(200);
    var body = JSON.readTree(reply.body());
    var expected = InsightJson.of(insights.run(name, Map.of("level", "mid"), OURS));
    assertThat(body.get("rows")).isNotEmpty().isEqualTo(JSON.readTree(rows(expected)));
    assertThat(body.get("params").get("level").asText()).isEqualTo("mid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mistakes-by-company",
        "hardest-companies",
        "hardest-questions",
        "star-gaps",
        "metric-usage",
        "score-by-attempt"
      })
  void tenantWithoutAnswers_getsNoRows(String name) throws Exception {
    // When
    var reply = get(nobodys, "/v1/insights/" + name);

    // Then
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    assertThat(JSON.readTree(reply.body()).get("rows")).isEmpty();
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

  private static String rows(JsonNode insight) {
    return insight.get("rows").toString();
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
