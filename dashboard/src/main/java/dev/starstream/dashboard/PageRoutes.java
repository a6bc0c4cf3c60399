package dev.starstream.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * The web page at {@code /}. Each of its files is a route of its own, read once when this is made:
 * no path that a request brings ever becomes a file name. The page takes its figures from {@link
 * InsightRoutes} on the same host and loads nothing from elsewhere.
 */
public final class PageRoutes implements Consumer<JavalinConfig> {

  private static final String POLICY =
      "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  /** Sent by the page's own advice when there is no data yet; short enough for a terminal. */
  private static final String FIRST_ANSWER = "one_liner";

  /** A file as it is sent. */
  private record Asset(String path, String mediaType, String text, String etag) {
    static Asset of(String path, String mediaType, String text) {
      return new Asset(path, mediaType, text, "\"" + digest(text) + "\"");
    }

    static Asset file(String path, String mediaType, String name) {
      return of(path, mediaType, read(name));
    }

    void send(Context ctx) {
      ctx.header("Content-Security-Policy", POLICY)
          .header("X-Content-Type-Options", "nosniff")
          .header("Referrer-Policy", "no-referrer")
          .header("Cache-Control", "no-cache")
          .header("ETag", etag);
      if (etag.equals(ctx.header("If-None-Match"))) {
        ctx.status(304);
      } else {
        ctx.contentType(mediaType).result(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private final QuestionCatalogue catalogue;

  /**
   * @param catalogue gives questions, companies and categories their names
   */
  public PageRoutes(QuestionCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public void accept(JavalinConfig config) {
    add(config, Asset.file("/", "text/html; charset=utf-8", "index.html"));
    add(config, Asset.file("/dashboard.js", "text/javascript; charset=utf-8", "dashboard.js"));
    add(config, Asset.file("/dashboard.css", "text/css; charset=utf-8", "dashboard.css"));
    add(config, Asset.file("/dashboard.svg", "image/svg+xml", "dashboard.svg"));
    add(config, Asset.of("/dashboard-names.json", "application/json", names()));
  }

  private static void add(JavalinConfig config, Asset asset) {
    config.routes.get(asset.path(), asset::send);
  }

  /** What the ids in the figures are called. */
  private String names() {
    var names = JsonNodeFactory.instance.objectNode();
    var companies = names.putObject("companies");
    catalogue.companies().forEach(company -> companies.put(company.id(), company.name()));
    var categories = names.putObject("categories");
    catalogue.categories().forEach(category -> categories.put(category.id(), category.title()));
    var questions = names.putObject("questions");
    catalogue.questions().forEach(question -> questions.put(question.id(), question.text()));
    try {
      names.set(
          "firstAnswer", new ObjectMapper().readTree(ExampleAnswers.named(FIRST_ANSWER).json()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("example " + FIRST_ANSWER + ": not JSON", e);
    }
    return names.toString();
  }

  private static String read(String name) {
    try (var in = PageRoutes.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("page/" + name + ": not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("page/" + name, e);
    }
  }

  private static String digest(String text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 comes with every Java", e);
    }
  }
}
