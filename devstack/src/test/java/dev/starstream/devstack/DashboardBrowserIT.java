package dev.starstream.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starstream.ingest.Access;
import dev.starstream.ingest.Access.Scope;
import dev.starstream.ingest.KeyFollower;
import dev.starstream.ingest.RateLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/**
 * The page in a real browser when something is missing, for everybody, live, and of one answer.
 * {@code -Dscreenshots=true} also writes {@code docs/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DashboardBrowserIT {

  private static final Path SCREENSHOTS = Path.of("..", "docs", "screenshots");

  /** What a picture shows is a cohort of some size. */
  private static final int ANSWERS = Boolean.getBoolean("screenshots") ? 2500 : 1200;

  private DashboardPage page;
  private Browser browser;

  /** The server of a test that has one of its own. */
  private String locked;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    page = DashboardPage.start(folder, "dashboard_browser_it", ANSWERS);
    browser = page.browser();
    locked = page.uri();
  }

  @AfterAll
  void stop() throws IOException {
    if (page != null) {
      page.close();
    }
  }

  @AfterEach
  void browser_complainsOfNothingAndAsksNobodyElse() {
    page.assertNoComplaints(locked);
    locked = page.uri();
  }

  // ---- States ----

  @Test
  void noAnswersYet_tellsHowToSendAFirstOne() throws Exception {
    // When
    browser.open(page.nobodys() + "/");
    browser.await("document.body.dataset.loaded");

    // Then
    assertThat(browser.text("#panel")).contains("No answers yet", "curl -X POST", "/v1/answers");
    assertThat(browser.barriers()).isEmpty();
  }

  @Test
  void databaseThatGoes_leavesTheFiguresAndSaysThatTheyAreOld() throws Exception {
    // Given
    page.expectRefusals();
    page.open("/");
    page.see("mistakes");
    browser.await("document.getElementById('live').dataset.state === 'live'");
    var figures = browser.text("#key");

    // When
    page.takeDatabase();

    // Then
    try {
      browser.await("document.querySelector('#card-mistakes .stale:not([hidden])')");
      assertThat(browser.text("#card-mistakes .stale"))
          .contains("Not up to date", "ClickHouse", "Request ");
      assertThat(browser.text("#live")).contains("Trouble", "figures from");
      assertThat(browser.text("#key")).isEqualTo(figures);
      assertThat(browser.holds("document.querySelector('#card-mistakes canvas')")).isTrue();
    } finally {
      page.bringDatabase();
    }
    browser.await("!document.querySelector('#card-mistakes .stale:not([hidden])')");
    browser.await("document.getElementById('live').dataset.state === 'live'");
  }

  @Test
  void databaseThatIsNotThere_isAnErrorWithTheRequestsId() throws Exception {
    // Given
    page.expectRefusals();
    page.takeDatabase();

    // When
    try {
      browser.open(page.uri() + "/");
      browser.await("document.body.dataset.loaded");

      // Then
      assertThat(browser.text("#panel"))
          .contains("could not be loaded", "ClickHouse", "Request id")
          .containsPattern("Request id [0-9A-Za-z._:-]{8,}");
      assertThat(browser.barriers()).isEmpty();
    } finally {
      page.bringDatabase();
    }
    int loaded = page.loaded();
    browser.find("#panel button").click();
    page.awaitLoad(loaded);
    browser.await("document.querySelector('#card-mistakes canvas')");
  }

  @Test
  void serverThatWantsKeys_isShownTheFormUntilAKeyIsTaken() throws Exception {
    // Given
    var key = TestKeys.create(page.settings(), page.tenant(), EnumSet.of(Scope.READ));
    page.expectRefusals();
    try (var keys =
            KeyFollower.start(
                page.settings().kafka(), page.settings().registry(), Clock.systemUTC());
        var server =
            page.serve(Access.keys(keys.keys(), new RateLimits(RateLimits.Rates.UNLIMITED)))) {
      assertThat(keys.awaitComplete(Duration.ofSeconds(20))).isTrue();
      locked = server.uri().toString();

      // When, Then: no key, a wrong one, the right one
      browser.open(locked + "/");
      browser.await("document.querySelector('#panel .key-form input')");
      assertThat(browser.text("#panel")).contains("An API key is needed");
      assertThat(browser.barriers()).isEmpty();
      int loaded = page.loaded();
      browser.find("#panel .key-form input").sendKeys("wrong" + Keys.ENTER);
      page.awaitLoad(loaded);
      browser.await("document.querySelector('#panel .key-form input')?.value === ''");
      assertThat(browser.holds("document.getElementById('overview').hidden")).isTrue();
      loaded = page.loaded();
      browser.find("#panel .key-form input").sendKeys(key + Keys.ENTER);
      page.awaitLoad(loaded);
      page.assertFigures("");
      assertThat(browser.holds("document.getElementById('panel').hidden")).isTrue();

      // And for this tab, but not in its address
      browser.open(locked + "/");
      browser.await("document.body.dataset.loaded");
      page.assertFigures("");
      assertThat(browser.run("return location.href").asText()).doesNotContain(key);
      browser.open("about:blank");
    }
  }

  // ---- For everybody ----

  @ParameterizedTest
  @ValueSource(ints = {1280, 390})
  void overview_hasNoBarriersAndNoSidewaysScroll_lightAndDark(int width) {
    // Given
    browser.size(width, 900);
    page.open("/");
    page.seeAll();

    for (boolean dark : List.of(false, true)) {
      // When
      browser.dark(dark);

      // Then
      page.assertNoSidewaysScroll(width);
      assertThat(browser.barriers()).isEmpty();
      var ground =
          browser.run("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g)[0]");
      assertThat(Integer.parseInt(ground.asText()) < 100).isEqualTo(dark);
    }
  }

  @Test
  void keyboardAlone_opensATableAndFiltersByIt() throws Exception {
    // Given
    page.open("/");
    page.see("companies");

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
    int loaded = page.loaded();
    browser.press(Keys.ENTER);
    page.awaitLoad(loaded);

    // Then
    assertThat(browser.run("return location.search").asText()).contains("company=" + company);
    page.assertFigures("company=" + company);
    assertThat(browser.holds("document.activeElement.closest('#card-companies')")).isTrue();
  }

  // ---- Live ----

  @Test
  void newAnswer_isSeenWithinTwoSecondsOfItsScore_butNotWhilePaused() throws Exception {
    // Given
    page.open("/?first_attempts_only=0");
    browser.await("document.getElementById('live').dataset.state === 'live'");
    long before = figure();

    // When
    var scored = page.scored("live-" + UUID.randomUUID());
    var at = Instant.parse(scored.path("scoredAt").asText());
    browser.await(DashboardPage.figureIs(before + 1), Duration.ofSeconds(10));
    var seen = Duration.between(at, Instant.now());

    // Then
    System.out.printf("A score is on the page after %d ms%n", seen.toMillis());
    // 2 s on a machine of its own; the tests share theirs.
    assertThat(seen).isLessThan(Duration.ofSeconds(5));

    // When
    browser.find("#pause").click();
    page.scored("paused-" + UUID.randomUUID());
    await().atMost(Duration.ofSeconds(10)).until(() -> allAnswers() >= before + 2);
    Browser.sleep(1500);

    // Then
    assertThat(browser.text("#live")).contains("Paused");
    assertThat(figure()).isEqualTo(before + 1);
    browser.find("#pause").click();
    browser.await(DashboardPage.figureIs(before + 2));
  }

  private long allAnswers() throws Exception {
    return page.api("metric-usage", "first_attempts_only=0")
        .path("rows")
        .path(0)
        .path("answers")
        .asLong();
  }

  private long figure() {
    return Long.parseLong(browser.text("#key .tile-figure").replace(",", ""));
  }

  // ---- One answer ----

  @Test
  void answer_showsWhatTheScorerFound() throws Exception {
    // Given
    var id = page.secondAttempt();
    var row = page.api("answer", "answer_id=" + id).path("rows").path(0);

    // When
    page.open("/");
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
    page.assertNoSidewaysScroll(1280);
    browser.size(390, 900);
    page.assertNoSidewaysScroll(390);

    // When
    browser.driver().navigate().back();

    // Then
    browser.await("!document.getElementById('overview').hidden");
  }

  @Test
  void unknownAnswer_isSaidToBeUnknown() {
    // When
    browser.open(page.uri() + "/?answer=00000000-0000-4000-8000-000000000000");

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
      page.open("/");
      page.seeAll();
      browser.picture(
          SCREENSHOTS.resolve(dark ? "overview-dark.png" : "overview-light.png"), 1280, 1560);
    }
    browser.dark(false);
    browser.size(390, 844);
    page.open("/");
    page.seeAll();
    browser.picture(SCREENSHOTS.resolve("phone.png"), 390, 1700);
    browser.size(1280, 900);
    var id = page.secondAttempt();
    browser.open(page.uri() + "/?answer=" + id);
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
}
