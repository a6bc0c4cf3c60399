package dev.starstream.dashboard;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightCatalogue;
import dev.starstream.aggregates.InsightCsv;
import dev.starstream.aggregates.InsightException;
import dev.starstream.aggregates.InsightJson;
import dev.starstream.aggregates.InsightParameter;
import dev.starstream.aggregates.InsightResult;
import dev.starstream.aggregates.Insights;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/insights}: every insight with its parameters and columns. {@code GET
 * /v1/insights/{name}}: the answer of one, for one tenant; the query parameters are the insight's.
 *
 * <p>JSON, CSV or NDJSON (rows alone) as {@code Accept} prefers; {@code .json}, {@code .csv} or
 * {@code .ndjson} after the name decides instead, for a plain link. {@code ETag} with {@code
 * If-None-Match} saves sending what the caller has (304); the database is asked all the same.
 * {@code explain=sql} answers with what would be asked, as SQL to paste.
 *
 * <p>404: no such insight. 400: a parameter is none of its, or its value is wrong; the problem
 * document names it. 503 with {@code Retry-After}: ClickHouse is down, overloaded or not migrated.
 *
 * <p>The tenant is the caller's and never named by the request: a query parameter {@code tenant} is
 * refused like any unknown one.
 */
public final class InsightRoutes implements Consumer<JavalinConfig> {

  private static final String EXPLAIN = "explain";

  /** Far below the server's threads: other routes go on while the database hangs. */
  private static final int MAX_QUERIES = 32;

  private static final Logger log = LoggerFactory.getLogger(InsightRoutes.class);

  private final Insights insights;
  private final Function<Context, String> tenantOf;
  private final Semaphore permits = new Semaphore(MAX_QUERIES);

  /**
   * @param tenantOf the tenant of a request's caller, whose answers are counted
   */
  public InsightRoutes(Insights insights, Function<Context, String> tenantOf) {
    this.insights = insights;
    this.tenantOf = tenantOf;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/v1/insights", this::catalogue);
    config.routes.get("/v1/insights/{name}", this::answer);
  }

  private void catalogue(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    send(ctx, "application/json", document(insights.catalogue()).toString());
  }

  private void answer(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    var asked = ctx.pathParam("name");
    var link = Accepted.ofSuffix(asked);
    var name =
        link.map(format -> asked.substring(0, asked.length() - format.suffix().length()))
            .orElse(asked);
    Insight insight;
    try {
      insight = insights.catalogue().insight(name);
    } catch (InsightException e) {
      refuse(ctx, 404, "unknown-insight", e);
      return;
    }
    var params = params(ctx);
    if (params.isEmpty()) {
      return;
    }
    var explain = params.get().remove(EXPLAIN);
    if (explain != null) {
      explain(ctx, insight, params.get(), explain);
      return;
    }
    var format = link.isPresent() ? link : Accepted.of(ctx.header("Accept"));
    if (format.isEmpty()) {
      Problems.answer(
          ctx,
          406,
          "not-acceptable",
          "Accept: none of application/json, text/csv and application/x-ndjson is in it");
      return;
    }
    if (!permits.tryAcquire()) {
      Problems.answerUnavailable(ctx, "busy", "too many insights are being asked already");
      return;
    }
    try {
      reply(ctx, insights.run(name, params.get(), tenantOf.apply(ctx)), format.get());
    } catch (InsightException e) {
      refuse(ctx, 400, "bad-parameter", e);
    } catch (RuntimeException e) {
      answerTrouble(ctx, name, e);
    } finally {
      permits.release();
    }
  }

  private void explain(Context ctx, Insight insight, Map<String, String> params, String form) {
    if (!form.equals("sql")) {
      Problems.answer(
          ctx,
          400,
          "bad-parameter",
          EXPLAIN + ": no such form (expected: sql)",
          document -> document.put("parameter", EXPLAIN).put("expected", "sql"));
      return;
    }
    try {
      var sql = Insights.explain(insight, params, tenantOf.apply(ctx));
      ctx.contentType("application/sql; charset=utf-8")
          .result(sql.getBytes(StandardCharsets.UTF_8));
    } catch (InsightException e) {
      refuse(ctx, 400, "bad-parameter", e);
    }
  }

  /** Empty if the request was answered, as its query string cannot be read as parameters. */
  private static Optional<Map<String, String>> params(Context ctx) {
    Map<String, List<String>> given;
    try {
      given = ctx.queryParamMap();
    } catch (RuntimeException e) {
      log.atDebug().setCause(e).log("query string not readable");
      Problems.answer(ctx, 400, "bad-query", "the query string is not properly percent-encoded");
      return Optional.empty();
    }
    var params = new LinkedHashMap<String, String>();
    for (var param : given.entrySet()) {
      if (param.getValue().size() != 1) {
        Problems.answer(
            ctx,
            400,
            "bad-parameter",
            param.getKey() + ": given " + param.getValue().size() + " times (expected: once)",
            document -> document.put("parameter", param.getKey()).put("expected", "one value"));
        return Optional.empty();
      }
      params.put(param.getKey(), param.getValue().get(0));
    }
    return Optional.of(params);
  }

  private static void reply(Context ctx, InsightResult result, Accepted format) {
    var tag = InsightTag.of(result, format);
    ctx.header("Vary", "Accept").header("ETag", tag);
    // One answer's record is personal: no browser keeps it. Figures it may keep and ask again.
    if (result.insight().layout() == Insight.Layout.TABLE) {
      ctx.header("Cache-Control", "private, no-cache");
    }
    if (InsightTag.matches(ctx.header("If-None-Match"), tag)) {
      ctx.status(304);
      return;
    }
    switch (format) {
      case JSON -> send(ctx, "application/json", InsightJson.of(result).toString());
      case CSV -> {
        var csv = new StringWriter();
        InsightCsv.write(result, csv);
        attach(ctx, result, format);
        send(ctx, "text/csv; charset=utf-8; header=present", csv.toString());
      }
      case NDJSON -> {
        var lines = new StringBuilder();
        InsightJson.writeLines(result, lines);
        attach(ctx, result, format);
        send(ctx, "application/x-ndjson", lines.toString());
      }
    }
  }

  private static void attach(Context ctx, InsightResult result, Accepted format) {
    ctx.header(
        "Content-Disposition",
        "attachment; filename=\"" + result.insight().name() + format.suffix() + "\"");
  }

  private static void send(Context ctx, String mediaType, String text) {
    ctx.contentType(mediaType).result(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void refuse(Context ctx, int status, String type, InsightException e) {
    Problems.answer(
        ctx,
        status,
        type,
        e.getMessage(),
        document -> {
          document.put("parameter", e.parameter()).put("expected", e.expected());
          var suggestions = document.putArray("suggestions");
          e.suggestions().forEach(suggestions::add);
        });
  }

  private static void answerTrouble(Context ctx, String insight, RuntimeException e) {
    var trouble = DatabaseTrouble.of(e);
    var event = trouble == DatabaseTrouble.OTHER ? log.atError().setCause(e) : log.atWarn();
    event
        .addKeyValue("requestId", Problems.requestId(ctx))
        .addKeyValue("insight", insight)
        .addKeyValue("trouble", trouble)
        .log("insight not answered");
    switch (trouble) {
      case DOWN -> Problems.answerUnavailable(ctx, "unavailable", "ClickHouse cannot be reached");
      case OVERLOADED ->
          Problems.answerUnavailable(ctx, "overloaded", "ClickHouse has too much to do right now");
      case NOT_MIGRATED ->
          Problems.answerUnavailable(
              ctx, "not-migrated", "the database lacks tables (`starstream migrate` makes them)");
      case OTHER ->
          Problems.answer(
              ctx,
              500,
              "internal-error",
              "an error on our side; the log has it under the request id");
    }
  }

  private static ObjectNode document(InsightCatalogue catalogue) {
    var document = JsonNodeFactory.instance.objectNode();
    var list = document.putArray("insights");
    catalogue.all().forEach(insight -> describe(insight, list.addObject()));
    return document;
  }

  private static void describe(Insight insight, ObjectNode node) {
    node.put("name", insight.name())
        .put("title", insight.title())
        .put("misread", insight.misread());
    var params = node.putArray("params");
    insight.params().forEach(param -> describe(param, params.addObject()));
    var columns = node.putArray("columns");
    for (var column : insight.columns()) {
      columns
          .addObject()
          .put("name", column.name())
          .put("unit", column.unit().name().toLowerCase(Locale.ROOT))
          .put("detail", column.detail())
          .put("doc", column.doc());
    }
  }

  private static void describe(InsightParameter param, ObjectNode node) {
    node.put("name", param.name()).put("type", param.type()).put("required", param.required());
    if (!param.required()) {
      node.put("default", param.defaultValue());
    }
    if (!param.allowed().isEmpty()) {
      var allowed = node.putArray("allowed");
      param.allowed().forEach(allowed::add);
    }
    node.put("expected", param.expected()).put("doc", param.doc());
  }
}
