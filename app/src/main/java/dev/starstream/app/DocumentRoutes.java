package dev.starstream.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starstream.schemas.Topics;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.avro.SchemaFormatter;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What describes the server: {@code /openapi.yaml} (its routes), {@code /asyncapi.yaml} (the
 * topics), {@code /schemas/NAME.avsc} (the Avro schema of each topic's values, as it is
 * registered), and both documents as a page at {@code /docs}. All are read once, when this is made.
 */
public final class DocumentRoutes implements Consumer<JavalinConfig> {

  private static final String POLICY =
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final String OPEN_API = "openapi.yaml";
  private static final String ASYNC_API = "asyncapi.yaml";
  private static final int MAX_ALIASES = 1000;
  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  /** A document as it is sent, in UTF-8. */
  private record Document(String mediaType, String text, String etag) {
    static Document of(String mediaType, String text) {
      return new Document(mediaType, text, "\"" + digest(text) + "\"");
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

  /** The OpenAPI document of the server's routes. */
  public static JsonNode openApi() {
    return parsed(OPEN_API);
  }

  /** The AsyncAPI document of the topics. */
  public static JsonNode asyncApi() {
    return parsed(ASYNC_API);
  }

  /** The Avro schemas of all topics' values, by file name such as {@code answer_scored.avsc}. */
  public static Map<String, String> schemas() {
    var schemas = new TreeMap<String, String>();
    var pretty = SchemaFormatter.getInstance("json/pretty");
    for (var topic : Topics.ALL) {
      var schema = topic.valueSchema();
      var name = WORD_START.matcher(schema.getName()).replaceAll("_").toLowerCase(Locale.ROOT);
      schemas.put(name + ".avsc", pretty.format(schema) + "\n");
    }
    return schemas;
  }

  @Override
  public void accept(JavalinConfig config) {
    add(config, "/" + OPEN_API, Document.of("application/yaml; charset=utf-8", text(OPEN_API)));
    add(config, "/" + ASYNC_API, Document.of("application/yaml; charset=utf-8", text(ASYNC_API)));
    schemas()
        .forEach(
            (name, schema) ->
                add(config, "/schemas/" + name, Document.of("application/json", schema)));
    var page = new DocumentPage(openApi(), asyncApi()).html();
    add(config, "/docs", Document.of("text/html; charset=utf-8", page));
    add(config, "/docs.css", Document.of("text/css; charset=utf-8", text("docs.css")));
  }

  private static void add(JavalinConfig config, String path, Document document) {
    config.routes.get(path, document::send);
  }

  /** Jackson's reader knows no aliases, and the documents say what is the same once. */
  private static JsonNode parsed(String name) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    Object tree = new Yaml(new SafeConstructor(options)).load(text(name));
    return new ObjectMapper().valueToTree(tree);
  }

  private static String text(String name) {
    try (var in = DocumentRoutes.class.getResourceAsStream("api/" + name)) {
      if (in == null) {
        throw new IllegalStateException("api/" + name + ": not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("api/" + name, e);
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
