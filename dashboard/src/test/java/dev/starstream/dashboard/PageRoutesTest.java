package dev.starstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightColumn;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRoutesTest {

  private static final Pattern CARD =
      Pattern.compile("\\{name: '([a-z-]+)', kicker(?s:.*?)needs: ([^,]+),\n");

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html;charset=utf-8",
    "/dashboard.js, text/javascript;charset=utf-8",
    "/dashboard.css, text/css;charset=utf-8",
    "/dashboard.svg, image/svg+xml",
    "/dashboard-names.json, application/json"
  })
  void everyFile_isServedUnderAStrictPolicy(String path, String mediaType) {
    // When
    var reply = server.get(path);

    // Then
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type").replace("; ", ";")).isEqualTo(mediaType);
    assertThat(reply.header("Content-Security-Policy"))
        .startsWith("default-src 'self'")
        .doesNotContain("unsafe");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.text()).isNotBlank();
  }

  @Test
  void unchangedFile_isNotSentAgain() {
    // Given
    var etag = server.get("/dashboard.js").header("ETag");

    // When
    var again = server.get("/dashboard.js", "If-None-Match", etag);

    // Then
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/index.html",
        "/page/index.html",
        "/../pom.xml",
        "/..%2f..%2fpom.xml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/dashboard.js/../../PageRoutes.class",
        "/dashboard.js%00.html",
        "/dashboard.js;.css/",
        "/dev/starstream/dashboard/PageRoutes.class",
        "/v1/insights/..%2f..%2fdashboard.js",
        "/v1/insights/../../etc/passwd",
        "/META-INF/MANIFEST.MF"
      })
  void noOtherPath_leadsToAFile(String target) {
    assertThat(server.statusLine(target)).containsAnyOf(" 404 ", " 400 ");
  }

  /** The policy would refuse them; this says so before a browser does. */
  @Test
  void page_hasNoInlineCodeAndNoOtherHost() {
    var html = server.get("/").text();
    var css = server.get("/dashboard.css").text();
    var script = server.get("/dashboard.js").text();

    assertThat(html)
        .doesNotContain("style=")
        .doesNotContain("<style")
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContainPattern(" on[a-z]+=")
        .doesNotContainPattern("(?:https?:)?//");
    assertThat(css).doesNotContain("url(").doesNotContain("@import").doesNotContain("//");
    assertThat(script).doesNotContainPattern("https?://");
  }

  @Test
  void script_neverMakesMarkupOfData() {
    assertThat(server.get("/dashboard.js").text())
        .doesNotContain("innerHTML")
        .doesNotContain("outerHTML")
        .doesNotContain("insertAdjacentHTML")
        .doesNotContain("document.write")
        .doesNotContain("eval(")
        .doesNotContain("DOMParser");
  }

  /** In the address it would be in the history, in local storage for ever. */
  @Test
  void script_keepsTheKeyInTheTabAndSendsItAsBearerOnly() {
    assertThat(server.get("/dashboard.js").text())
        .contains("sessionStorage.setItem(KEY")
        .contains("history.replaceState(null, '', location.pathname + location.search)")
        .contains("Authorization: `Bearer ${key}`")
        .containsOnlyOnce("fetch(")
        .doesNotContain("localStorage")
        .doesNotContain("document.cookie");
  }

  /** A renamed column would leave a card blank, without any error. */
  @Test
  void everyCard_drawsColumnsThatItsInsightHas() {
    // Given
    var catalogue = InsightCatalogue.load();
    var script = server.get("/dashboard.js").text();
    var html = server.get("/").text();

    // When
    var cards = new ArrayList<String>();
    var matcher = CARD.matcher(script);

    // Then
    while (matcher.find()) {
      var insight = catalogue.insight(matcher.group(1));
      var needs = matcher.group(2).replaceAll("'\\s*\\+\\s*'", "").replace("'", "").strip();
      assertThat(insight.columns())
          .as(insight.name())
          .extracting(InsightColumn::name)
          .contains(needs.split(" "))
          .contains("grey", "suppressed");
      assertThat(html).contains("data-card=\"" + insight.name() + "\"");
      cards.add(insight.name());
    }
    assertThat(cards)
        .containsExactly(
            "mistakes-by-company",
            "hardest-companies",
            "hardest-questions",
            "star-gaps",
            "metric-usage",
            "score-by-attempt");
  }

  @Test
  void names_areThoseOfTheCatalogue() {
    // When
    var names = server.get("/dashboard-names.json").json();

    // Then
    assertThat(names.get("companies").get("amazon").asText()).isEqualTo("Amazon");
    assertThat(names.get("categories").get("quality").asText()).isEqualTo("Quality and standards");
    assertThat(names.get("questions").size())
        .isEqualTo(QuestionCatalogue.load().questions().size());
    assertThat(names.get("firstAnswer").get("text").asText()).isNotBlank();
  }

  @Test
  void page_saysWhatItIsNot() {
    assertThat(server.get("/").text()).contains("no hiring prediction");
  }
}
