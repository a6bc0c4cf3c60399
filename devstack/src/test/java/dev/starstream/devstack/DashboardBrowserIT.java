package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.clickhouse.client.api.Client;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.aggregates.ArrivedLately;
import dev.starstream.aggregates.ClickHouse;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.Insights;
import dev.starstream.app.Pipeline;
import dev.starstream.app.Provision;
import dev.starstream.dashboard.InsightEvents;
import dev.starstream.dashboard.InsightRoutes;
import dev.starstream.dashboard.PageRoutes;
import dev.starstream.devstack.cohort.CohortGenerator;
import dev.starstream.devstack.cohort.CohortSpec;
import dev.starstream.ingest.Access;
import dev.starstream.ingest.IngestServer;
import dev.starstream.ingest.RateLimits;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.slf4j.LoggerFactory;

/**
 * The page in a real browser, in front of the whole pipeline and a cohort that went through it.
 * {@code -Dscreenshots=true} also writes {@code docs/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DashboardBrowserIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ANSWERS = 2500;
  private static final int BATCH = 500;

  /** Tells several parts of a story, with a number and with mistakes. */
  private static final String EXAMPLE = "blames_the_vendor";

  private static final Path SCREENSHOTS = Path.of("..", "docs", "screenshots");

  /** Cards with one series of bars, points or columns, each with the column that it draws. */
  private static final Map<String, String> CHARTS =
      Map.of(
          "mistakes", "rate",
          "companies", "adjusted",
          "costly", "gap",
          "attempts", "passed",
          "first-to-last", "gain",
          "metrics", "in_result",
          "length", "passed",
          "sources", "returned");

  private final String tenant = "page-" + UUID.randomUUID().toString().substring(0, 8);
  private final HttpClient http = HttpClient.newHttpClient();
  private Browser browser;
  private Forwarding database;
  private int databasePort;
  private URI clickHouse;
  private Pipeline pipeline;
  private Client client;
  private IngestServer nobodys;
  private String page;

  /** Complaints of the browser's console that a test brings about. */
  private boolean refusalsExpected;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    // They tell of every attempt to reach the database that a test takes away, and of a driver's
    // version that we have no use for.
    ((Logger) LoggerFactory.getLogger("com.clickhouse")).setLevel(Level.OFF);
    java.util.logging.Logger.getLogger("org.openqa.selenium")
        .setLevel(java.util.logging.Level.SEVERE);
    var found = Browser.start();
    assumeTrue(
        found.isPresent(),
        "no browser: the page's tests need Chromium (Debian: chromium, chromium-driver)");
    browser = found.get();
    browser.driver().manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
    browser.size(1280, 900);
    browser.dark(false);
    var stack = SharedStack.get();
    clickHouse = URI.create(stack.clickHouseUrl());
    try (var free = new ServerSocket(0)) {
      databasePort = free.getLocalPort();
    }
    database = new Forwarding(databasePort, clickHouse);
    var flags = LocalSystem.addresses(stack, folder.resolve("state"), 0);
    flags.put("clickhouse.url", "http://127.0.0.1:" + databasePort);
    flags.put("tenant", tenant);
    flags.put("clickhouse.database", "dashboard_browser_it");
    flags.put("scoring.application-id", tenant + "-scoring");
    flags.put("sink.group-id", tenant + "-sink");
    flags.put("sink.flush-interval", "200ms");
    var settings = ApiDocumentTest.openSettings(flags);
    Provision.all(settings);
    pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
    page = pipeline.uri().toString();
    client = ClickHouse.openClient(settings.clickHouse());
    nobodys =
        IngestServer.start(
            "127.0.0.1",
            0,
            List.of(
                Access.everyone("nobody", new RateLimits(RateLimits.Rates.UNLIMITED)),
                new InsightEvents(lately -> ArrivedLately.ask(client, lately), Access::tenant, 5),
                new InsightRoutes(new Insights(client, InsightCatalogue.load()), Access::tenant),
                new PageRoutes(QuestionCatalogue.load())));
    publishCohort();
  }

  private void publishCohort() throws Exception {
    var answers =
        new CohortGenerator(QuestionCatalogue.load())
            .generate(new CohortSpec(ANSWERS, 1, Instant.now()))
            .answers();
    var items = JSON.createArrayNode();
    answers.forEach(answer -> items.add(answer.answer()));
    for (int from = 0; from < items.size(); from += BATCH) {
      var batch = JSON.createArrayNode();
      for (int i = from; i < Math.min(from + BATCH, items.size()); i++) {
        batch.add(items.get(i));
      }
      assertThat(post(batch, "").statusCode()).isEqualTo(202);
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> counted("freshness", "answers") >= ANSWERS);
  }

  /** A column of the first row of an insight. */
  private long counted(String insight, String column) throws Exception {
    return api(insight, "").path("rows").path(0).path(column).asLong();
  }

  @AfterAll
  void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (pipeline != null) {
      nobodys.close();
      pipeline.close();
      client.close();
      database.close();
    }
  }

  @AfterEach
  void browser_complainsOfNothingAndAsksNobodyElse() {
    var hosts = List.of(page + "/", nobodys.uri() + "/", "data:", "blob:" + page);
    assertThat(browser.requests())
        .allMatch(address -> hosts.stream().anyMatch(address::startsWith));
    var complaints = new ArrayList<>(browser.complaints());
    if (refusalsExpected) {
      complaints.removeIf(text -> text.contains("Failed to load resource"));
    }
    refusalsExpected = false;
    assertThat(complaints).isEmpty();
    browser.size(1280, 900);
    browser.dark(false);
  }

  // ---- Opening ----

  @Test
  void overview_showsEveryInsightOfTheCohort() throws Exception {
    // When
    open("/");
    seeAll();

    // Then
    var usage = api("metric-usage", "").path("rows").path(0);
    assertThat(browser.text("#key")).contains(String.format("%,d", usage.path("answers").asLong()));
    var blank =
        browser.run(
            "return [...document.querySelectorAll('.card:not([hidden])')].filter(card =>"
                + " !card.querySelector('canvas, table, dl, .nothing')"
                + " || card.querySelector('.failure, .stale:not([hidden])')).map(card => card.id)");
    assertThat(blank).as("cards without figures").isEmpty();
    var shown = browser.run("return [...document.querySelectorAll('.card')].map(card => card.id)");
    var insights = api("", "").path("insights").size();
    // All but the one for a single answer, and that of the page itself: mistakes have two cards.
    assertThat(shown).hasSizeGreaterThanOrEqualTo(insights - 1);
    var mistakes = api("mistakes-by-company", "top=10");
    var id = mistakes.path("rows").path(0).path("mistake").asText();
    assertThat(mistakes.path("sentence").asText()).contains(id);
    assertThat(sentence("mistakes"))
        .isEqualToIgnoringCase(
            mistakes
                .path("sentence")
                .asText()
                .replace(id, "\u201c" + id.replace('_', ' ') + "\u201d"));
    assertThat(browser.text("footer")).contains("no hiring prediction");
    assertThat(browser.text("#live")).contains("Live", "last event");
  }

  @Test
  void page_isLightAndSoonThere() {
    // When
    browser.driver().executeCdpCommand("Network.clearBrowserCache", Map.of());
    open("/");

    // Then
    var sizes =
        browser.run(
            "return performance.getEntriesByType('resource').concat("
                + "performance.getEntriesByType('navigation'))"
                + ".filter(one => !one.name.includes('/v1/'))"
                + ".reduce((sum, one) => sum + one.transferSize, 0)");
    var first = browser.run("return performance.getEntriesByName('figures')[0].startTime");
    System.out.printf(
        "The page weighs %d KB compressed; its first figures are there after %d ms%n",
        sizes.asLong() / 1024, first.asLong());
    assertThat(sizes.asLong()).isBetween(100_000L, 1_000_000L);
    // 1.5 s is what we promise of a machine of its own; the tests share theirs.
    assertThat(first.asLong()).isLessThan(5_000);
  }

  // ---- Figures ----

  @Test
  void chartTableApiAndSql_sayTheSame() throws Exception {
    open("/");
    for (var chart : CHARTS.entrySet()) {
      assertSame(chart.getKey(), chart.getValue());
    }
  }

  private void assertSame(String card, String column) throws Exception {
    // Given
    see(card);

    // When
    var chart =
        numbers(
            browser.run(
                "const charts = await import(document.querySelector('script').src.replace("
                    + "'main.js', 'echarts.js'));"
                    + "return charts.getInstanceByDom(document.querySelector('#card-"
                    + card
                    + " .chart')).getOption().series[0].data.map(one => one.value ?? null)"));
    menu(card, "Table");
    var table =
        numbers(
            browser.run(
                "return [...document.querySelectorAll('#card-"
                    + card
                    + " td[data-column="
                    + column
                    + "]')].map(cell => cell.dataset.value === undefined ? null"
                    + " : Number(cell.dataset.value))"));
    var path =
        browser.run("return document.querySelector('#card-" + card + "').dataset.path").asText();
    var result = JSON.readTree(get(path));
    var sql = get(path + (path.contains("?") ? "&" : "?") + "explain=sql");

    // Then
    var api = numbers(scope(card, result.path("rows")), column);
    // Asked again, the database adds in another order.
    assertThat(table).as(card).isNotEmpty();
    assertClose(table, api);
    var drawn = chart.stream().filter(Objects::nonNull).toList();
    assertThat(drawn)
        .as(card)
        .isNotEmpty()
        .isEqualTo(table.stream().filter(Objects::nonNull).limit(drawn.size()).toList());
    var pasted = JSON.readTree(pasted(sql)).path("data");
    assertClose(numbers(scope(card, pasted), column), api);
  }

  /** The mistakes' insight tells of each company too; the card of all of them together. */
  private static List<JsonNode> scope(String card, JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .filter(row -> !card.equals("mistakes") || row.path("company").asText().equals("(all)"))
        .toList();
  }

  /** The database adds numbers up in any order, so the last digits may differ. */
  private static void assertClose(List<Double> actual, List<Double> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      if (expected.get(i) == null) {
        assertThat(actual.get(i)).isNull();
      } else {
        assertThat(actual.get(i)).isCloseTo(expected.get(i), within(1e-9));
      }
    }
  }

  private static List<Double> numbers(List<JsonNode> rows, String column) {
    var numbers = new ArrayList<Double>();
    rows.forEach(row -> numbers.add(number(row.path(column))));
    return numbers;
  }

  private static List<Double> numbers(JsonNode array) {
    var numbers = new ArrayList<Double>();
    array.forEach(one -> numbers.add(number(one)));
    return numbers;
  }

  private static Double number(JsonNode value) {
    return value.isNull() ? null : (Double) value.asDouble();
  }

  @Test
  void csv_isWhatTheServerSends() throws Exception {
    // Given
    open("/");
    see("companies");
    browser.run(
        "window.saved = []; URL.createObjectURL = blob => { saved.push(blob); return '#'; };"
            + "HTMLAnchorElement.prototype.click = () => {}");

    // When
    menu("companies", "CSV");
    browser.await("saved.length === 1");

    // Then
    assertThat(browser.run("return await saved[0].text()").asText())
        .isEqualTo(get("/v1/insights/hardest-companies.csv"));
  }

  // ---- Filters ----

  @Test
  void clickOnAMark_filtersEverything_andBackAndForwardWork() throws Exception {
    // Given
    open("/");
    see("companies");
    var before = browser.text("#key");
    var first = firstCompany();

    // When
    int loaded = loaded();
    clickMark("companies", 0);
    browser.await("location.search.includes('company=" + first + "')");
    awaitLoad(loaded);

    // Then
    assertFigures("company=" + first);
    assertThat(browser.text("#key")).isNotEqualTo(before);

    // When
    loaded = loaded();
    browser.driver().navigate().back();
    awaitLoad(loaded);
    assertThat(browser.run("return location.search").asText()).isEmpty();
    assertFigures("");
    loaded = loaded();
    browser.driver().navigate().forward();
    awaitLoad(loaded);

    // Then
    assertFigures("company=" + first);
    assertThat(browser.run("return document.forms[0].elements.company.value").asText())
        .isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "company=amazon",
        "level=senior&first_attempts_only=0",
        "category=conflict&source=bootcamp"
      })
  void link_opensWithItsFilters(String search) throws Exception {
    // When
    open("/?" + search);

    // Then
    assertFigures(search);
    assertThat(browser.holds("!document.getElementById('clear').hidden")).isTrue();
  }

  @Test
  void filtersThatFitNobody_saySoAndCanBeCleared() throws Exception {
    // When
    open("/?company=nobody_asks_for_this");
    browser.await("document.getElementById('panel').textContent.includes('No answers match')");
    int loaded = loaded();
    browser.find("#panel button").click();
    awaitLoad(loaded);

    // Then
    assertFigures("");
  }

  @Test
  void comparison_tellsOfThePeriodBefore() throws Exception {
    // When
    open("/?compare=1");
    see("what-changed");

    // Then
    var change = api("what-changed", "").path("rows").path(0);
    browser.await("document.getElementById('key').textContent.includes('before')");
    assertThat(browser.text("#key"))
        .contains(String.format("%,d against", change.path("answers").asLong()));
    assertThat(browser.holds("document.querySelector('#card-what-changed canvas')")).isTrue();
  }

  // ---- States ----

  @Test
  void noAnswersYet_tellsHowToSendAFirstOne() throws Exception {
    // When
    browser.open(nobodys.uri() + "/");
    browser.await("document.body.dataset.loaded");

    // Then
    assertThat(browser.text("#panel")).contains("No answers yet", "curl -X POST", "/v1/answers");
    assertThat(browser.barriers()).isEmpty();
  }

  @Test
  void databaseThatGoes_leavesTheFiguresAndSaysThatTheyAreOld() throws Exception {
    // Given
    refusalsExpected = true;
    open("/");
    see("mistakes");
    browser.await("document.getElementById('live').dataset.state === 'live'");
    var figures = browser.text("#key");

    // When
    database.close();

    // Then
    try {
      browser.await("document.querySelector('#card-mistakes .stale:not([hidden])')");
      assertThat(browser.text("#card-mistakes .stale"))
          .contains("Not up to date", "ClickHouse", "Request ");
      assertThat(browser.text("#live")).contains("Trouble", "figures from");
      assertThat(browser.text("#key")).isEqualTo(figures);
      assertThat(browser.holds("document.querySelector('#card-mistakes canvas')")).isTrue();
    } finally {
      database = new Forwarding(databasePort, clickHouse);
    }
    browser.await("!document.querySelector('#card-mistakes .stale:not([hidden])')");
    browser.await("document.getElementById('live').dataset.state === 'live'");
  }

  @Test
  void databaseThatIsNotThere_isAnErrorWithTheRequestsId() throws Exception {
    // Given
    refusalsExpected = true;
    database.close();

    // When
    try {
      browser.open(page + "/");
      browser.await("document.body.dataset.loaded");

      // Then
      assertThat(browser.text("#panel"))
          .contains("could not be loaded", "ClickHouse", "Request id")
          .containsPattern("Request id [0-9A-Za-z._:-]{8,}");
      assertThat(browser.barriers()).isEmpty();
    } finally {
      database = new Forwarding(databasePort, clickHouse);
    }
    int loaded = loaded();
    browser.find("#panel button").click();
    awaitLoad(loaded);
    browser.await("document.querySelector('#card-mistakes canvas')");
  }

  // ---- For everybody ----

  @ParameterizedTest
  @CsvSource({"1280, false", "1280, true", "390, false", "390, true"})
  void overview_hasNoBarriersAndNoSidewaysScroll(int width, boolean dark) {
    // Given
    browser.size(width, 900);
    browser.dark(dark);

    // When
    open("/");
    seeAll();

    // Then
    assertNoSidewaysScroll(width);
    assertThat(browser.barriers()).isEmpty();
    var ground =
        browser.run("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g)[0]");
    assertThat(Integer.parseInt(ground.asText()) < 100).isEqualTo(dark);
  }

  @Test
  void keyboardAlone_opensATableAndFiltersByIt() throws Exception {
    // Given
    open("/");
    see("companies");

    // When: the skip link, the menu, the table, a company in it
    browser.run("document.activeElement.blur(); scrollTo(0, 0)");
    browser.press(Keys.TAB);
    assertThat(browser.run("return document.activeElement.className").asText()).isEqualTo("skip");
    browser.press(Keys.ENTER);
    browser.tabTo("#card-companies .menu-button");
    browser.press(Keys.ENTER);
    assertThat(browser.run("return document.activeElement.textContent").asText())
        .isEqualTo("Table");
    browser.press(Keys.ARROW_DOWN);
    assertThat(browser.run("return document.activeElement.textContent").asText()).isEqualTo("CSV");
    browser.press(Keys.ARROW_UP);
    browser.press(Keys.ENTER);
    assertThat(browser.barriers()).isEmpty();
    browser.tabTo("#card-companies td button");
    var company =
        browser.run("return document.activeElement.dataset.key.replace('company:', '')").asText();
    int loaded = loaded();
    browser.press(Keys.ENTER);
    awaitLoad(loaded);

    // Then
    assertThat(browser.run("return location.search").asText()).contains("company=" + company);
    assertFigures("company=" + company);
    assertThat(browser.holds("document.activeElement.closest('#card-companies')")).isTrue();
  }

  // ---- Live ----

  @Test
  void newAnswer_isSeenWithinTwoSecondsOfItsScore_butNotWhilePaused() throws Exception {
    // Given
    open("/?first_attempts_only=0");
    browser.await("document.getElementById('live').dataset.state === 'live'");
    long before = figure();

    // When
    var scored = scored("live-" + UUID.randomUUID());
    var at = Instant.parse(scored.path("scoredAt").asText());
    browser.await(figureIs(before + 1), Duration.ofSeconds(10));
    var seen = Duration.between(at, Instant.now());

    // Then
    System.out.printf("A score is on the page after %d ms%n", seen.toMillis());
    // 2 s on a machine of its own; the tests share theirs.
    assertThat(seen).isLessThan(Duration.ofSeconds(5));

    // When
    browser.find("#pause").click();
    scored("paused-" + UUID.randomUUID());
    await().atMost(Duration.ofSeconds(10)).until(() -> allAnswers() >= before + 2);
    Browser.sleep(1500);

    // Then
    assertThat(browser.text("#live")).contains("Paused");
    assertThat(figure()).isEqualTo(before + 1);
    browser.find("#pause").click();
    browser.await(figureIs(before + 2));
  }

  private long allAnswers() throws Exception {
    return api("metric-usage", "first_attempts_only=0")
        .path("rows")
        .path(0)
        .path("answers")
        .asLong();
  }

  private long figure() {
    return Long.parseLong(browser.text("#key .tile-figure").replace(",", ""));
  }

  private static String figureIs(long n) {
    return "document.querySelector('#key .tile-figure').textContent.replace(',', '') === '"
        + n
        + "'";
  }

  // ---- One answer ----

  @Test
  void answer_showsWhatTheScorerFound() throws Exception {
    // Given
    var id = secondAttempt();
    var row = api("answer", "answer_id=" + id).path("rows").path(0);

    // When
    open("/");
    browser.find("#answer-form input").sendKeys(id + Keys.ENTER);
    browser.await("document.querySelector('.answer-text')");

    // Then
    assertThat(browser.run("return location.search").asText()).isEqualTo("?answer=" + id);
    var said =
        browser.run(
            "const copy = document.querySelector('.answer-text').cloneNode(true);"
                + "copy.querySelectorAll('.part-label').forEach(one => {"
                + " one.nextSibling.remove(); one.remove(); });"
                + "return copy.textContent");
    assertThat(said.asText()).isEqualTo(row.path("text").asText());
    assertThat(
            browser
                .run(
                    "return [...new Set([...document.querySelectorAll('.answer-text .part')]"
                        + ".map(one => one.dataset.part))].length")
                .asInt())
        .isGreaterThan(1);
    assertThat(browser.text("#answer"))
        .contains(row.path("headline").asText(), row.path("fix_first").asText())
        .contains("Practice feedback, no hiring prediction", "Key points", "How it was scored")
        .contains("than at the attempt before");
    assertThat(browser.run("return document.querySelectorAll('.answer-text mark').length").asInt())
        .isPositive();
    assertThat(browser.run("return document.querySelectorAll('.answer-text u').length").asInt())
        .isGreaterThanOrEqualTo(row.path("metric_count").asInt());
    assertThat(browser.barriers()).isEmpty();
    assertNoSidewaysScroll(1280);
    browser.size(390, 900);
    assertNoSidewaysScroll(390);

    // When
    browser.driver().navigate().back();

    // Then
    browser.await("!document.getElementById('overview').hidden");
  }

  @Test
  void unknownAnswer_isSaidToBeUnknown() {
    // When
    browser.open(page + "/?answer=00000000-0000-4000-8000-000000000000");

    // Then
    browser.await("document.getElementById('answer').textContent.includes('No such answer')");
  }

  // ---- Pictures ----

  @Test
  void pictures_areTakenIfAskedFor() throws Exception {
    assumeTrue(Boolean.getBoolean("screenshots"), "no pictures asked for: -Dscreenshots=true");
    for (boolean dark : List.of(false, true)) {
      browser.dark(dark);
      browser.size(1280, 900);
      open("/");
      seeAll();
      browser.picture(
          SCREENSHOTS.resolve(dark ? "overview-dark.png" : "overview-light.png"), 1280, 1560);
    }
    browser.dark(false);
    browser.size(390, 844);
    open("/");
    seeAll();
    browser.picture(SCREENSHOTS.resolve("phone.png"), 390, 1700);
    browser.size(1280, 900);
    var id = secondAttempt();
    browser.open(page + "/?answer=" + id);
    browser.await("document.querySelector('.answer-text')");
    Browser.sleep(500);
    var height = browser.run("return document.documentElement.scrollHeight").asInt();
    browser.size(1280, height);
    browser.picture(SCREENSHOTS.resolve("answer.png"), 1280, height);
    try (var files = Files.list(SCREENSHOTS)) {
      for (var file : files.toList()) {
        assertThat(Files.size(file)).as(file.toString()).isLessThan(400_000);
      }
    }
  }

  // ---- How the page is used ----

  private void open(String path) {
    browser.open(page + path);
    browser.await("document.body.dataset.loaded");
  }

  private int loaded() {
    return browser.run("return Number(document.body.dataset.loaded)").asInt();
  }

  private void awaitLoad(int before) {
    browser.await("Number(document.body.dataset.loaded) > " + before);
  }

  /** Brings a card onto the screen and waits for its figures. */
  private void see(String card) {
    browser.run("document.getElementById('card-" + card + "').scrollIntoView({block: 'center'})");
    browser.await(
        "document.querySelector('#card-"
            + card
            + " :is(canvas, table, .nothing)') && document.getElementById('card-"
            + card
            + "').getAttribute('aria-busy') !== 'true'");
  }

  /** Makes the window as tall as the page, so that every card is asked for. */
  private void seeAll() {
    var width = browser.run("return innerWidth").asInt();
    for (int i = 0; i < 2; i++) {
      browser.size(
          width, browser.run("return document.documentElement.scrollHeight").asInt() + 300);
      browser.await(
          "[...document.querySelectorAll('.card:not([hidden])')].every(card =>"
              + " !card.querySelector('.is-waiting') && card.getAttribute('aria-busy') !== 'true')",
          Duration.ofSeconds(40));
    }
  }

  private void menu(String card, String item) {
    browser.find("#card-" + card + " .menu-button").click();
    browser.run(
        "[...document.querySelectorAll('#card-"
            + card
            + " .menu button')].find(one => one.textContent === '"
            + item
            + "').click()");
  }

  private void clickMark(String card, int index) {
    var place =
        browser.run(
            "const charts = await import(document.querySelector('script').src.replace('main.js',"
                + " 'echarts.js'));"
                + "const node = document.querySelector('#card-"
                + card
                + " .chart');"
                + "const chart = charts.getInstanceByDom(node);"
                + "const box = node.getBoundingClientRect();"
                + "const [x, y] = chart.convertToPixel({seriesIndex: 0},"
                + " [chart.getOption().series[0].data["
                + index
                + "].value, "
                + index
                + "]);"
                + "return [box.x + x, box.y + y]");
    browser.clickAt(
        (int) Math.round(place.get(0).asDouble()), (int) Math.round(place.get(1).asDouble()));
  }

  private String sentence(String card) {
    return browser.text("#card-" + card + " .sentence");
  }

  private String firstCompany() throws Exception {
    return StreamSupport.stream(api("hardest-companies", "").path("rows").spliterator(), false)
        .filter(row -> row.path("suppressed").asInt() == 0 && !row.path("adjusted").isNull())
        .findFirst()
        .orElseThrow()
        .path("company")
        .asText();
  }

  /** The key figures and the filters in the form are those of a search. */
  private void assertFigures(String search) throws Exception {
    var rows = api("metric-usage", search).path("rows");
    var level = search.contains("level=") ? search.replaceAll(".*level=([a-z]+).*", "$1") : "(all)";
    var row =
        StreamSupport.stream(rows.spliterator(), false)
            .filter(one -> one.path("level").asText().equals(level))
            .findFirst()
            .orElse(rows.path(0));
    browser.await(figureIs(row.path("answers").asLong()));
    var wanted = new HashMap<String, String>();
    for (var one : search.split("&", -1)) {
      if (!one.isEmpty()) {
        wanted.put(one.replaceFirst("=.*", ""), one.replaceFirst(".*=", ""));
      }
    }
    for (var name : List.of("company", "level", "category", "source")) {
      assertThat(browser.run("return document.forms[0].elements." + name + ".value").asText())
          .isEqualTo(wanted.getOrDefault(name, ""));
    }
  }

  private void assertNoSidewaysScroll(int width) {
    var wide =
        browser.run(
            "return [...document.querySelectorAll('body *')].filter(one =>"
                + " !one.closest('.scroll, pre, .sr, .skip, [hidden]') && one.getBoundingClientRect().right > "
                + width
                + " + 1).map(one => one.tagName + '.' + one.className).slice(0, 5)");
    assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
        .as(wide.toString())
        .isLessThanOrEqualTo(width);
  }

  // ---- The server beside the browser ----

  private JsonNode api(String insight, String search) throws Exception {
    return JSON.readTree(
        get(
            "/v1/insights"
                + (insight.isEmpty() ? "" : "/" + insight)
                + (search.isEmpty() ? "" : "?" + search)));
  }

  private String get(String path) throws Exception {
    var address = URI.create(page).resolve(path.startsWith("/") ? path : "/" + path);
    var reply =
        http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return reply.body();
  }

  private HttpResponse<String> post(JsonNode body, String prefer) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(page + "/v1/answers"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    if (!prefer.isEmpty()) {
      request.header("Prefer", prefer);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends an example answer under another id, and waits for its scorecard. */
  private JsonNode scored(String id) throws Exception {
    return scored(answer(id));
  }

  private JsonNode scored(ObjectNode answer) throws Exception {
    var reply = post(answer, "wait=20");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return JSON.readTree(reply.body()).at("/items/0/scorecard");
  }

  private static ObjectNode answer(String id) throws IOException {
    return ((ObjectNode) JSON.readTree(ExampleAnswers.named(EXAMPLE).json())).put("id", id);
  }

  /** The id of an answer that can be looked at, the second attempt of somebody at a question. */
  private String secondAttempt() throws Exception {
    var candidate = "cand-" + UUID.randomUUID();
    var first = answer(candidate + "-1").put("candidateRef", candidate);
    var text = first.path("text").asText();
    scored(first.put("text", text.substring(0, text.indexOf(". ") + 1)));
    var second = answer(candidate + "-2").put("candidateRef", candidate).put("attemptNo", 2);
    var id = scored(second).path("answerId").asText();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> api("answer", "answer_id=" + id).at("/rows/0/before").isNumber());
    return id;
  }

  private static final Pattern PARAMETER = Pattern.compile("(?m)^SET (param_\\w+) = '(.*)';$");

  /** Runs copied SQL on the database; over HTTP its SET lines are parameters of the address. */
  private String pasted(String sql) throws Exception {
    var address =
        new StringBuilder(clickHouse.toString())
            .append("/?database=dashboard_browser_it&default_format=JSON")
            .append("&output_format_json_quote_64bit_integers=0");
    PARAMETER
        .matcher(sql)
        .results()
        .forEach(
            set ->
                address
                    .append('&')
                    .append(set.group(1))
                    .append('=')
                    .append(URLEncoder.encode(set.group(2), StandardCharsets.UTF_8)));
    var query = PARAMETER.matcher(sql).replaceAll("").strip().replaceFirst(";$", "");
    var request =
        HttpRequest.newBuilder(URI.create(address.toString()))
            .header("X-ClickHouse-User", SharedStack.get().clickHouseUser())
            .header("X-ClickHouse-Key", SharedStack.get().clickHousePassword())
            .POST(HttpRequest.BodyPublishers.ofString(query));
    var reply = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return reply.body();
  }
}
