package dev.starstream.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.starstream.schemas.ExampleAnswers;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * The web page at {@code /}, its files under {@code /assets/{hash}}. Each file is a route of its
 * own, read and compressed once when this is made: no path that a request brings ever becomes a
 * file name. The hash is that of all files, so a browser keeps them for a year and never mixes
 * those of two builds. The page takes its figures from {@link InsightRoutes} on the same host and
 * loads nothing from elsewhere.
 */
public final class PageRoutes implements Consumer<JavalinConfig> {

  private static final String POLICY =
      "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  /** Sent by the page's own advice when there is no data yet; short enough for a terminal. */
  private static final String FIRST_ANSWER = "one_liner";

  private static final String CHARTS = "/META-INF/resources/webjars/echarts/5.5.0/";

  /** What the browser asks for by name; the charts lie in a library. */
  private static final List<String> FILES =
      List.of(
          "dashboard.css",
          "dashboard.svg",
          "main.js",
          "state.js",
          "api.js",
          "text.js",
          "cards.js",
          "card.js",
          "charts.js",
          "live.js",
          "answer.js");

  private static final String CHARTS_FILE = "echarts.esm.min.js";

  /** In the page, where the hash belongs. */
  private static final String HASH = "HASH";

  /** A file as it is sent; nobody compares two of them. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Asset(
      String path, String mediaType, String caching, byte[] plain, byte[] zipped, String etag) {
    static Asset of(String path, String mediaType, String caching, byte[] bytes) {
      return new Asset(
          path, mediaType, caching, bytes, zip(bytes), "\"" + digest(List.of(bytes)) + "\"");
    }

    void send(Context ctx) {
      ctx.header("Content-Security-Policy", POLICY)
          .header("X-Content-Type-Options", "nosniff")
          .header("Referrer-Policy", "no-referrer")
          .header("Cache-Control", caching)
          .header("Vary", "Accept-Encoding")
          .header("ETag", etag);
      if (etag.equals(ctx.header("If-None-Match"))) {
        ctx.status(304);
        return;
      }
      ctx.contentType(mediaType).disableCompression();
      if (takesGzip(ctx.header("Accept-Encoding"))) {
        ctx.header("Content-Encoding", "gzip").result(zipped);
      } else {
        ctx.result(plain);
      }
    }

    /** Who would rather not (q=0.5, which no browser says) gets the plain file. */
    private static boolean takesGzip(String accepted) {
      var codings = accepted == null ? "" : accepted.toLowerCase(Locale.ROOT).replace(" ", "");
      return codings.contains("gzip") && !codings.contains("gzip;q=0");
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
    for (var asset : assets()) {
      config.routes.get(asset.path(), asset::send);
    }
  }

  private List<Asset> assets() {
    var contents = new ArrayList<byte[]>();
    FILES.forEach(name -> contents.add(read("page/" + name)));
    contents.add(read(CHARTS + CHARTS_FILE));
    var index = read("page/index.html");
    contents.add(index);
    var hash = digest(contents);
    var assets = new ArrayList<Asset>();
    var page = new String(index, StandardCharsets.UTF_8).replace(HASH, hash);
    assets.add(
        Asset.of(
            "/", "text/html; charset=utf-8", "no-cache", page.getBytes(StandardCharsets.UTF_8)));
    var forever = "public, max-age=31536000, immutable";
    for (int i = 0; i < FILES.size(); i++) {
      var name = FILES.get(i);
      assets.add(
          Asset.of("/assets/" + hash + "/" + name, mediaType(name), forever, contents.get(i)));
    }
    assets.add(
        Asset.of(
            "/assets/" + hash + "/echarts.js",
            mediaType(CHARTS_FILE),
            forever,
            contents.get(FILES.size())));
    assets.add(
        Asset.of(
            "/dashboard-names.json",
            "application/json",
            "no-cache",
            names().getBytes(StandardCharsets.UTF_8)));
    return assets;
  }

  private static String mediaType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "js" -> "text/javascript; charset=utf-8";
      default -> throw new IllegalArgumentException(name + " (expected: .css, .svg or .js)");
    };
  }

  /** What the ids in the figures are called. */
  private String names() {
    var names = JsonNodeFactory.instance.objectNode();
    var companies = names.putObject("companies");
    catalogue.companies().forEach(company -> companies.put(company.id(), company.name()));
    var categories = names.putObject("categories");
    catalogue.categories().forEach(category -> categories.put(category.id(), category.title()));
    var questions = names.putObject("questions");
    var keyPoints = names.putObject("keyPoints");
    for (var question : catalogue.questions()) {
      questions.put(question.id(), question.text());
      var own = keyPoints.putObject(question.id());
      question.keyPoints().forEach(point -> own.put(point.id(), point.text()));
    }
    try {
      names.set(
          "firstAnswer", new ObjectMapper().readTree(ExampleAnswers.named(FIRST_ANSWER).json()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("example " + FIRST_ANSWER + ": not JSON", e);
    }
    return names.toString();
  }

  private static byte[] read(String name) {
    try (var in = PageRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + ": not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static byte[] zip(byte[] bytes) {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory has no such trouble", e);
    }
    return zipped.toByteArray();
  }

  private static String digest(List<byte[]> contents) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      contents.forEach(hash::update);
      return HexFormat.of().formatHex(hash.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 comes with every Java", e);
    }
  }
}
