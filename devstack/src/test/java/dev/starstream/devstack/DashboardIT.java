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
import dev.starstream.dashboard.InsightRoutes;
import io.javalin.Javalin;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The insights over HTTP, on a real database. */
final class DashboardIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OURS = "ours";

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final List<AutoCloseable> open = new ArrayList<>();
  private static ClickHouseConfig config;
  private static Insights insights;
  private static URI ours;
  private static URI nobodys;
  private static URI unmigrated;

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
    ours = serve(insights, OURS);
    nobodys = serve(insights, "nobody");
    var missing = client(config.withDatabase(config.database() + "_missing"));
    unmigrated = serve(new Insights(missing, InsightCatalogue.load()), OURS);
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
    var reply = get(unmigrated, "/v1/insights/metric-usage");

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

  private static URI serve(Insights insights, String tenant) {
    var javalin =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  new InsightRoutes(insights, ctx -> tenant).accept(config);
                })
            .start("127.0.0.1", 0);
    open.add(0, javalin::stop);
    return URI.create("http://127.0.0.1:" + javalin.port());
  }

  private static HttpResponse<String> get(URI server, String path, String... headers)
      throws Exception {
    var request = HttpRequest.newBuilder(server.resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
