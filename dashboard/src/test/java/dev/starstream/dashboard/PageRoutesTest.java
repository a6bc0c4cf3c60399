package dev.starstream.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightColumn;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageRoutesTest {

  /** A card with its insight and the columns that it draws. */
  private static final Pattern CARD =
      Pattern.compile("\\{id: '([a-z-]+)', insight: '([a-z-]+)'(?s:.*?)columns: '([^']*)'");

  private static final List<String> SCRIPTS =
      List.of(
          "main.js",
          "state.js",
          "api.js",
          "text.js",
          "cards.js",
          "card.js",
          "charts.js",
          "live.js",
          "answer.js");

  private static TestServer server;
  private static String assets;

  @BeforeAll
  static void start() {
    server = new TestServer();
    var hash = Pattern.compile("assets/([0-9a-f]{32})/main.js").matcher(server.get("/").text());
    assertThat(hash.find()).isTrue();
    assets = "/assets/" + hash.group(1) + "/";
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html;charset=utf-8",
    "main.js, text/javascript;charset=utf-8",
    "echarts.js, text/javascript;charset=utf-8",
    "dashboard.css, text/css;charset=utf-8",
    "dashboard.svg, image/svg+xml",
    "/dashboard-names.json, application/json"
  })
  void everyFile_isServedUnderAStrictPolicy(String file, String mediaType) {
    // When
    var reply = server.get(path(file));

    // Then
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type").replace("; ", ";")).isEqualTo(mediaType);
    assertThat(reply.header("Content-Security-Policy"))
        .startsWith("default-src 'self'")
        .doesNotContain("unsafe");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.header("Cache-Control"))
        .isEqualTo(file.startsWith("/") ? "no-cache" : "public, max-age=31536000, immutable");
    assertThat(reply.text()).isNotBlank();
  }

  @Test
  void unchangedFile_isNotSentAgain() {
    // Given
    var etag = server.get("/").header("ETag");

    // When
    var again = server.get("/", "If-None-Match", etag);

    // Then
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.text()).isEmpty();
  }

  @Test
  void compressedFile_isTheSameFile() throws IOException {
    // Given
    var plain = server.get(assets + "echarts.js");

    // When
    var zipped = server.get(assets + "echarts.js", "Accept-Encoding", "gzip, deflate, br");

    // Then
    assertThat(plain.header("Content-Encoding")).isEmpty();
    assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(zipped.header("Vary")).contains("Accept-Encoding");
    assertThat(zipped.response().body().length).isLessThan(400_000);
    try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.response().body()))) {
      assertThat(unzipped.readAllBytes()).isEqualTo(plain.response().body());
    }
    assertThat(server.get(assets + "echarts.js", "Accept-Encoding", "gzip;q=0").text())
        .isEqualTo(plain.text());
  }

  private static String path(String file) {
    return file.startsWith("/") ? file : assets + file;
  }

  /** All that we wrote; the library speaks for itself in the browser. */
  private static String script() {
    return SCRIPTS.stream()
        .map(name -> server.get(assets + name).text())
        .collect(Collectors.joining("\n"));
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
        "/dashboard-names.json%00.html",
        "/assets/main.js",
        "/assets/00000000000000000000000000000000/main.js",
        "/assets/../page/main.js",
        "/META-INF/resources/webjars/echarts/5.5.0/echarts.js",
        "/dev/starstream/dashboard/PageRoutes.class",
        "/v1/insights/..%2f..%2fmain.js",
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
    var css = server.get(assets + "dashboard.css").text();

    assertThat(html)
        .doesNotContain("HASH")
        .doesNotContain("style=")
        .doesNotContain("<style")
        .doesNotContainPattern("<script(?![^>]* src=)")
        .doesNotContainPattern(" on[a-z]+=")
        .doesNotContainPattern("(?:https?:)?//");
    assertThat(css).doesNotContain("url(").doesNotContain("@import").doesNotContain("//");
    assertThat(script()).doesNotContainPattern("https?://");
  }

  @Test
  void script_neverMakesMarkupOfData() {
    assertThat(script())
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
    assertThat(script())
        .containsOnlyOnce("sessionStorage.setItem(KEY")
        .contains("history.replaceState(null, '', location.pathname + location.search)")
        .contains("Authorization: `Bearer ${key}`")
        .containsOnlyOnce("fetch(")
        .doesNotContain("localStorage")
        .doesNotContain("document.cookie");
  }

  /** A renamed column would leave a card blank, without any error. */
  @Test
  void everyInsight_hasACardThatDrawsColumnsOfIts() {
    // Given
    var catalogue = InsightCatalogue.load();
    var cards = new TreeSet<String>();

    // When
    var matcher = CARD.matcher(server.get(assets + "cards.js").text());

    // Then
    while (matcher.find()) {
      var insight = catalogue.insight(matcher.group(2));
      assertThat(insight.columns())
          .as(matcher.group(1))
          .extracting(InsightColumn::name)
          .contains(matcher.group(3).split(" "))
          .contains("grey", "suppressed");
      cards.add(insight.name());
    }
    // One answer has a view of its own.
    cards.add("answer");
    assertThat(cards)
        .containsExactlyElementsOf(
            catalogue.all().stream()
                .map(insight -> insight.name())
                .collect(Collectors.toCollection(TreeSet::new)));
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
    assertThat(names.get("keyPoints").size()).isEqualTo(names.get("questions").size());
    assertThat(names.get("firstAnswer").get("text").asText()).isNotBlank();
  }

  @Test
  void page_saysWhatItIsNot() {
    assertThat(server.get("/").text()).contains("no hiring prediction");
  }
}
