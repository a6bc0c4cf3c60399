package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.starstream.app.Settings;
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
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;

/** The page in a real browser, in front of the whole pipeline and a cohort that went through it. */
final class DashboardPage implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH = 500;

  /** Tells several parts of a story, with a number and with mistakes. */
  private static final String EXAMPLE = "blames_the_vendor";

  private final String tenant = "page-" + UUID.randomUUID().toString().substring(0, 8);
  private final HttpClient http = HttpClient.newHttpClient();
  private final Browser browser;
  private final Settings settings;
  private final URI clickHouse = URI.create(SharedStack.get().clickHouseUrl());
  private final int databasePort = Ports.free();
  private final Pipeline pipeline;
  private final Client client;
  private final IngestServer nobodys;
  private Forwarding database;

  /** Complaints of the browser's console that a test brings about. */
  private boolean refusalsExpected;

  /** Starts all of it, and ends once the page's server has counted so many answers. */
  static DashboardPage start(Path folder, String databaseName, int answers) throws Exception {
    // They tell of every attempt to reach the database that a test takes away, and of a driver's
    // version that we have no use for.
    ((Logger) LoggerFactory.getLogger("com.clickhouse")).setLevel(Level.OFF);
    java.util.logging.Logger.getLogger("org.openqa.selenium")
        .setLevel(java.util.logging.Level.SEVERE);
    var browser = Browser.start();
    assumeTrue(
        browser.isPresent(),
        "no browser: the page's tests need Chromium (Debian: chromium, chromium-driver)");
    var page = new DashboardPage(browser.get(), folder, databaseName);
    page.publishCohort(answers);
    return page;
  }

  private DashboardPage(Browser browser, Path folder, String databaseName) throws Exception {
    this.browser = browser;
    browser.driver().manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
    browser.size(1280, 900);
    browser.dark(false);
    bringDatabase();
    var flags = LocalSystem.addresses(SharedStack.get(), folder.resolve("state"), 0);
    flags.put("clickhouse.url", "http://127.0.0.1:" + databasePort);
    flags.put("tenant", tenant);
    flags.put("clickhouse.database", databaseName);
    flags.put("scoring.application-id", tenant + "-scoring");
    flags.put("sink.group-id", tenant + "-sink");
    flags.put("sink.flush-interval", "200ms");
    settings = ApiDocumentTest.openSettings(flags);
    Provision.all(settings);
    SharedStack.emptyTopics();
    pipeline = Pipeline.start(settings, EnumSet.allOf(Pipeline.Role.class));
    client = ClickHouse.openClient(settings.clickHouse());
    nobodys = serve(Access.everyone("nobody", new RateLimits(RateLimits.Rates.UNLIMITED)));
  }

  /** The page alone, with the same figures. */
  IngestServer serve(Access access) {
    return IngestServer.start(
        "127.0.0.1",
        0,
        List.of(
            access,
            new InsightEvents(lately -> ArrivedLately.ask(client, lately), Access::tenant, 5),
            new InsightRoutes(new Insights(client, InsightCatalogue.load()), Access::tenant),
            new PageRoutes(QuestionCatalogue.load())));
  }

  private void publishCohort(int wanted) throws Exception {
    var answers =
        new CohortGenerator(QuestionCatalogue.load())
            .generate(new CohortSpec(wanted, 1, Instant.now()))
            .answers();
    for (int from = 0; from < answers.size(); from += BATCH) {
      var batch = JSON.createArrayNode();
      answers
          .subList(from, Math.min(from + BATCH, answers.size()))
          .forEach(answer -> batch.add(answer.answer()));
      assertThat(post(batch, "").statusCode()).isEqualTo(202);
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> counted("freshness", "answers") >= wanted);
  }

  /** A column of the first row of an insight. */
  private long counted(String insight, String column) throws Exception {
    return api(insight, "").path("rows").path(0).path(column).asLong();
  }

  @Override
  public void close() throws IOException {
    browser.close();
    nobodys.close();
    pipeline.close();
    client.close();
    database.close();
  }

  Browser browser() {
    return browser;
  }

  Settings settings() {
    return settings;
  }

  String tenant() {
    return tenant;
  }

  String uri() {
    return pipeline.uri().toString();
  }

  /** The page of a tenant without answers. */
  String nobodys() {
    return nobodys.uri().toString();
  }

  /** The page's server then has no database. */
  void takeDatabase() throws IOException {
    database.close();
  }

  void bringDatabase() throws IOException {
    database = new Forwarding(databasePort, clickHouse);
  }

  /** The browser's console may tell of requests that failed, until the next look. */
  void expectRefusals() {
    refusalsExpected = true;
  }

  /** Nothing on the console since the last look, nobody asked but these servers. */
  void assertNoComplaints(String... otherServers) {
    var hosts = new ArrayList<>(List.of(uri() + "/", nobodys() + "/", "data:", "blob:" + uri()));
    hosts.addAll(List.of(otherServers));
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

  // ---- How the page is used ----

  void open(String path) {
    browser.open(uri() + path);
    browser.await("document.body.dataset.loaded");
  }

  int loaded() {
    return browser.run("return Number(document.body.dataset.loaded)").asInt();
  }

  void awaitLoad(int before) {
    browser.await("Number(document.body.dataset.loaded) > " + before);
  }

  /** Brings a card onto the screen and waits for its figures. */
  void see(String card) {
    browser.run("document.getElementById('card-" + card + "').scrollIntoView({block: 'center'})");
    browser.await(
        "document.querySelector('#card-"
            + card
            + " :is(canvas, table, .nothing)') && document.getElementById('card-"
            + card
            + "').getAttribute('aria-busy') !== 'true'");
  }

  /** Makes the window as tall as the page, so that every card is asked for. */
  void seeAll() {
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

  void menu(String card, String item) {
    browser.find("#card-" + card + " .menu-button").click();
    browser.run(
        "[...document.querySelectorAll('#card-"
            + card
            + " .menu button')].find(one => one.textContent === '"
            + item
            + "').click()");
  }

  void clickMark(String card, int index) {
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

  String sentence(String card) {
    return browser.text("#card-" + card + " .sentence");
  }

  String firstCompany() throws Exception {
    return StreamSupport.stream(api("hardest-companies", "").path("rows").spliterator(), false)
        .filter(row -> row.path("suppressed").asInt() == 0 && !row.path("adjusted").isNull())
        .findFirst()
        .orElseThrow()
        .path("company")
        .asText();
  }

  /** The key figures and the filters in the form are those of a search. */
  void assertFigures(String search) throws Exception {
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

  void assertNoSidewaysScroll(int width) {
    var wide =
        browser.run(
            "return [...document.querySelectorAll('body *')].filter(one => !one.closest('.scroll,"
                + " pre, .sr, .skip, [hidden]') && one.getBoundingClientRect().right > "
                + width
                + " + 1).map(one => one.tagName + '.' + one.className).slice(0, 5)");
    assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
        .as(wide.toString())
        .isLessThanOrEqualTo(width);
  }

  // ---- The server beside the browser ----

  JsonNode api(String insight, String search) throws Exception {
    return JSON.readTree(
        get(
            "/v1/insights"
                + (insight.isEmpty() ? "" : "/" + insight)
                + (search.isEmpty() ? "" : "?" + search)));
  }

  String get(String path) throws Exception {
    var address = URI.create(uri()).resolve(path.startsWith("/") ? path : "/" + path);
    var reply =
        http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return reply.body();
  }

  HttpResponse<String> post(JsonNode body, String prefer) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(uri() + "/v1/answers"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    if (!prefer.isEmpty()) {
      request.header("Prefer", prefer);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends an example answer under another id, and waits for its scorecard. */
  JsonNode scored(String id) throws Exception {
    return scored(answer(id));
  }

  JsonNode scored(ObjectNode answer) throws Exception {
    var reply = post(answer, "wait=20");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return JSON.readTree(reply.body()).at("/items/0/scorecard");
  }

  static ObjectNode answer(String id) throws IOException {
    return ((ObjectNode) JSON.readTree(ExampleAnswers.named(EXAMPLE).json())).put("id", id);
  }

  /** The id of an answer that can be looked at, the second attempt of somebody at a question. */
  String secondAttempt() throws Exception {
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
  String pasted(String sql) throws Exception {
    var address =
        new StringBuilder(clickHouse.toString())
            .append("/?database=" + settings.clickHouse().database() + "&default_format=JSON")
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

  static String figureIs(long n) {
    return "document.querySelector('#key .tile-figure').textContent.replace(',', '') === '"
        + n
        + "'";
  }
}
