package dev.starstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightCatalogue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InsightRoutesTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void catalogue_listsEveryInsightWithParametersAndColumns() {
    // When
    var reply = server.get("/v1/insights");

    // Then
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).startsWith("application/json");
    var insights = reply.json().get("insights");
    assertThat(insights.findValuesAsText("title")).doesNotContain("").doesNotHaveDuplicates();
    assertThat(insights)
        .extracting(insight -> insight.get("name").asText())
        .containsExactlyElementsOf(
            InsightCatalogue.load().all().stream().map(Insight::name).toList());
    var first = insights.get(0);
    var level = first.get("params").findParents("allowed").get(0);
    assertThat(level.get("name").asText()).isEqualTo("level");
    assertThat(level.get("type").asText()).isEqualTo("String");
    assertThat(level.get("default").asText()).isEmpty();
    assertThat(level.get("doc").asText()).isNotBlank();
    assertThat(first.get("columns").get(0).fieldNames())
        .toIterable()
        .containsExactly("name", "unit", "detail", "doc");
  }

  @Test
  void noParameterIsTheTenant() {
    // When
    var params = server.get("/v1/insights").json().findValues("params");

    // Then
    assertThat(params).isNotEmpty();
    assertThat(params)
        .flatExtracting(list -> list.findValuesAsText("name"))
        .contains("company")
        .doesNotContain("tenant");
  }

  @Test
  void unknownInsight_is404AndNamesTheNearest() {
    // When
    var reply = server.get("/v1/insights/mistake-by-company");

    // Then
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    var problem = reply.json();
    assertThat(problem.get("type").asText()).isEqualTo("urn:starstream:problem:unknown-insight");
    assertThat(problem.get("status").asInt()).isEqualTo(404);
    assertThat(problem.get("parameter").asText()).isEqualTo("name");
    assertThat(problem.get("suggestions").get(0).asText()).isEqualTo("mistakes-by-company");
    assertThat(problem.get("requestId").asText()).isEqualTo(reply.header("X-Request-Id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "levl=mid|levl",
        "level=principal|level",
        "level=|",
        "from=yesterday|from",
        "from=2026-02-30|from",
        "from=|from",
        "from=2026-03-01&to=2026-02-01|from",
        "first_attempts_only=yes|first_attempts_only",
        "top=0|top",
        "top=-1|top",
        "top=99999999999999999999|top",
        "tenant=other|tenant",
        "tenant=dev|tenant",
        "level=mid&level=senior|level",
        "%3Cscript%3E=1|<script>"
      })
  void badParameter_is400AndNamed(String queryAndParameter) {
    var parts = queryAndParameter.split("\\|", -1);

    // When
    var reply = server.get("/v1/insights/mistakes-by-company?" + parts[0]);

    // Then
    if (parts[1].isEmpty()) {
      // Nothing is wrong with it: only the database is missing.
      assertThat(reply.status()).isEqualTo(503);
      return;
    }
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().get("type").asText()).isEqualTo("urn:starstream:problem:bad-parameter");
    assertThat(reply.json().get("parameter").asText()).isEqualTo(parts[1]);
    assertThat(reply.json().get("expected").asText()).isNotBlank();
  }

  @Test
  void longValue_isNotRepeatedWhole() {
    // When
    var reply = server.get("/v1/insights/mistakes-by-company?company=" + "x".repeat(3000));

    // Then
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("detail").asText()).hasSizeLessThan(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"company=%zz", "company=%ff%fe", "%", "company=a%00b"})
  void strangeEncoding_isAnsweredAsAProblem(String query) {
    // When
    var status = server.statusLine("/v1/insights/mistakes-by-company?" + query);

    // Then
    assertThat(status).containsAnyOf(" 400 ", " 503 ");
  }

  @Test
  void databaseDown_is503WithRetryAfter() {
    // When
    var reply = server.get("/v1/insights/mistakes-by-company");

    // Then
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("5");
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().get("type").asText()).isEqualTo("urn:starstream:problem:unavailable");
    assertThat(reply.text()).doesNotContain("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {".json", ".csv", ".ndjson"})
  void link_isTheSameInsight(String suffix) {
    assertThat(server.get("/v1/insights/mistakes-by-company" + suffix).status()).isEqualTo(503);
    assertThat(server.get("/v1/insights/no-such" + suffix).status()).isEqualTo(404);
    assertThat(server.get("/v1/insights/" + suffix).status()).isEqualTo(404);
  }

  @Test
  void explain_isTheSqlWithItsParametersAndAsksNoDatabase() {
    // When
    var reply = server.get("/v1/insights/trend?explain=sql&company=o%27hara%5C&level=mid");

    // Then
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).startsWith("application/sql");
    assertThat(reply.text())
        .contains("SET param_tenant = 'dev';\n")
        .contains("SET param_company = 'o\\'hara\\\\\\\\';\n")
        .contains("SET param_level = 'mid';\n")
        .contains("SET param_to = '2149-06-06';\n")
        .endsWith(InsightCatalogue.load().insight("trend").sql() + ";\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "explain=plan|explain",
        "explain=|explain",
        "explain=sql&explain=sql|explain",
        "explain=sql&level=principal|level",
        "explain=sql&tenant=other|tenant"
      })
  void explainOfWhatCannotBeAsked_is400AndNamed(String queryAndParameter) {
    var parts = queryAndParameter.split("\\|", -1);

    // When
    var reply = server.get("/v1/insights/trend?" + parts[0]);

    // Then
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("parameter").asText()).isEqualTo(parts[1]);
  }

  @Test
  void acceptOfNeitherFormat_is406() {
    // When
    var reply = server.get("/v1/insights/mistakes-by-company", "Accept", "image/png");

    // Then
    assertThat(reply.status()).isEqualTo(406);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
  }
}
