package dev.starstream.devstack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium without a window, as Debian's packages chromium and chromium-driver have it. */
final class Browser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PROGRAMS =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  private static final List<String> DRIVERS =
      List.of("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Empty if this machine has no Chromium or no driver of it. */
  static Optional<Browser> start() {
    var program = first(PROGRAMS);
    var server = first(DRIVERS);
    if (program.isEmpty() || server.isEmpty()) {
      return Optional.empty();
    }
    var options = new ChromeOptions();
    options.setBinary(program.get());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        // What a fresh profile would ask its maker for.
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run");
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    var service =
        new ChromeDriverService.Builder().usingDriverExecutable(new File(server.get())).build();
    return Optional.of(new Browser(new ChromeDriver(service, options)));
  }

  private static Optional<String> first(List<String> paths) {
    return paths.stream().filter(path -> Files.isExecutable(Path.of(path))).findFirst();
  }

  ChromeDriver driver() {
    return driver;
  }

  void open(String address) {
    driver.get(address);
  }

  /** The value of a script, which may be a promise's; objects come as JSON. */
  JsonNode run(String script) {
    var wrapped =
        "const done = arguments[arguments.length - 1];"
            + "(async () => {"
            + script
            + "})().then(value => done(JSON.stringify(value ?? null)),"
            + " error => done(JSON.stringify({failed: String(error)})))";
    try {
      return JSON.readTree((String) driver.executeAsyncScript(wrapped));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String selector) {
    return run("return document.querySelector('" + selector + "')?.textContent ?? ''").asText();
  }

  boolean holds(String condition) {
    return run("return Boolean(" + condition + ")").asBoolean();
  }

  /** Waits for a condition in JavaScript. */
  void await(String condition) {
    await(condition, PATIENCE);
  }

  void await(String condition, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError(
            "not within "
                + patience.toSeconds()
                + " s: "
                + condition
                + "; the page: "
                + driver.findElement(By.tagName("body")).getText());
      }
      sleep(40);
    }
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Keys to whatever has the focus. */
  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Tab, until what has the focus fits; nothing else moves it. */
  void tabTo(String selector) {
    for (int i = 0; i < 120; i++) {
      if (holds("document.activeElement.matches('" + selector + "')")) {
        return;
      }
      press(Keys.TAB);
    }
    throw new AssertionError(selector + ": not reached with Tab");
  }

  void clickAt(int x, int y) {
    new Actions(driver).moveToLocation(x, y).click().perform();
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** A picture of the page from its top. */
  void picture(Path file, int width, int height) {
    var picture =
        driver.executeCdpCommand(
            "Page.captureScreenshot",
            Map.of("clip", Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode((String) picture.get("data")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the console says since this was last asked, warnings and errors. */
  List<String> complaints() {
    var complaints = new ArrayList<String>();
    for (var entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        complaints.add(entry.getMessage());
      }
    }
    return complaints;
  }

  /** The addresses that were asked for since this was last asked. */
  List<String> requests() {
    var requests = new ArrayList<String>();
    for (var entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      try {
        var message = JSON.readTree(entry.getMessage()).path("message");
        if (message.path("method").asText().equals("Network.requestWillBeSent")) {
          requests.add(message.at("/params/request/url").asText());
        }
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }
    return requests;
  }

  /** Findings of axe-core that are serious or critical, each with where it is. */
  List<String> barriers() {
    driver.executeScript(axe());
    var found =
        run(
            "const found = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
                + " 'wcag21aa', 'best-practice']});"
                + "return found.violations.filter(one => ['serious', 'critical']"
                + ".includes(one.impact)).map(one => one.id + ': ' + one.help + ' '"
                + " + one.nodes.slice(0, 5).map(node => node.html + ' ' + node.failureSummary)"
                + ".join(' | '))");
    var barriers = new ArrayList<String>();
    if (!found.isArray()) {
      barriers.add(found.toString());
    }
    found.forEach(one -> barriers.add(one.asText()));
    return barriers;
  }

  private static String axe() {
    try (var in = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
