package dev.starstream.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.schemas.catalogue.PlatformQuestions;
import dev.starstream.schemas.catalogue.PlatformQuestions.Reading;
import dev.starstream.schemas.catalogue.PlatformQuestions.Remark;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/questions}: the shipped questions and those that the caller's platform has brought.
 *
 * <p>{@code GET} lists them, {@code GET /{id}} shows one whole. {@code PUT /{id}} brings or changes
 * one of the platform's own, {@code DELETE /{id}} withdraws it; both answer when Kafka has it and
 * this process goes by it. 201 new, 200 changed or as it was, 204 withdrawn. 404: none has this id.
 * 409: the id is a shipped question's, or the platform has too many. 422: the document breaks
 * rules, each named by JSON pointer. 503: Kafka or the registry is down; ask again, it is safe.
 */
public final class QuestionRoutes implements Consumer<JavalinConfig> {

  /** All of them are in the memory of every process. */
  static final int MAX_QUESTIONS = 1000;

  /** Each may wait for Kafka for some seconds. */
  private static final int MAX_CHANGES = 16;

  private static final String RETRY_AFTER_SECONDS = "5";
  private static final Logger log = LoggerFactory.getLogger(QuestionRoutes.class);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private enum Origin {
    CATALOGUE,
    PLATFORM;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final QuestionCatalogue catalogue;
  private final PlatformQuestions platformQuestions;
  private final OwnQuestions questions;
  private final Semaphore permits = new Semaphore(MAX_CHANGES);

  public QuestionRoutes(QuestionCatalogue catalogue, OwnQuestions questions) {
    this.catalogue = catalogue;
    this.platformQuestions = new PlatformQuestions(catalogue);
    this.questions = questions;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.exception(PublishingUnavailableException.class, QuestionRoutes::answerOutage);
    config.routes.get("/v1/questions", this::list);
    config.routes.get("/v1/questions/{id}", this::show);
    config.routes.put("/v1/questions/{id}", ctx -> change(ctx, this::put));
    config.routes.delete("/v1/questions/{id}", ctx -> change(ctx, this::withdraw));
  }

  private void list(Context ctx) {
    var origin = Optional.ofNullable(ctx.queryParam("origin"));
    if (origin.isPresent()
        && !origin.get().equals("catalogue")
        && !origin.get().equals("platform")) {
      HttpProblems.answer(
          ctx, 400, "bad-origin", "origin is another word (expected: catalogue or platform)");
      return;
    }
    var category = Optional.ofNullable(ctx.queryParam("category"));
    var company = Optional.ofNullable(ctx.queryParam("company")).map(catalogue::companyId);
    var body = JsonNodeFactory.instance.objectNode();
    var items = body.putArray("questions");
    for (var from : Origin.values()) {
      if (origin.isEmpty() || origin.get().equals(from.word())) {
        for (var question : of(from, Access.tenant(ctx))) {
          if ((category.isEmpty() || category.get().equals(question.category()))
              && (company.isEmpty() || question.focusOf(company.get()).isPresent())) {
            summary(items.addObject(), from, question);
          }
        }
      }
    }
    reply(ctx, 200, body);
  }

  private Iterable<Question> of(Origin origin, String tenantId) {
    return switch (origin) {
      case CATALOGUE -> catalogue.questions();
      case PLATFORM ->
          questions.all(tenantId).stream()
              .map(OwnQuestions.Own::question)
              .sorted(Comparator.comparing(Question::id))
              .toList();
    };
  }

  private static void summary(ObjectNode item, Origin origin, Question question) {
    item.put("id", question.id())
        .put("origin", origin.word())
        .put("category", question.category())
        .put("text", question.text());
    question.levels().forEach(item.putArray("levels")::add);
    var companies = item.putArray("companies");
    question.askedBy().forEach(focus -> companies.add(focus.company()));
  }

  private void show(Context ctx) {
    var id = ctx.pathParam("id");
    var shipped = catalogue.question(id);
    if (shipped.isPresent()) {
      reply(ctx, 200, document(Origin.CATALOGUE, PlatformQuestions.document(shipped.get())));
      return;
    }
    var own = questions.own(Access.tenant(ctx), id);
    if (own.isPresent()) {
      reply(ctx, 200, document(own.get()));
    } else {
      notFound(ctx);
    }
  }

  private static ObjectNode document(OwnQuestions.Own own) {
    return document(Origin.PLATFORM, PlatformQuestions.document(own.event()))
        .put("updatedAt", own.event().getUpdatedAt().toString());
  }

  private static ObjectNode document(Origin origin, ObjectNode question) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", question.get("id").asText())
        .put("origin", origin.word())
        .setAll(question);
  }

  private static void notFound(Context ctx) {
    HttpProblems.answer(
        ctx, 404, "no-such-question", "neither the catalogue nor the platform has this id");
  }

  private interface Change {
    void make(Context ctx, String id) throws IOException;
  }

  private void change(Context ctx, Change change) throws IOException {
    var id = ctx.pathParam("id");
    if (catalogue.question(id).isPresent()) {
      HttpProblems.answer(
          ctx, 409, "shipped-question", "the id is a shipped question's (expected: another one)");
      return;
    }
    if (!permits.tryAcquire()) {
      ctx.header("Retry-After", RETRY_AFTER_SECONDS);
      HttpProblems.answer(ctx, 503, "busy", "too many questions are being changed already");
      return;
    }
    try {
      change.make(ctx, id);
    } finally {
      permits.release();
    }
  }

  private void put(Context ctx, String id) throws IOException {
    var document = body(ctx);
    if (document.isEmpty()) {
      return;
    }
    var problem = PlatformQuestions.idProblem(id);
    if (problem.isPresent()) {
      answerRefused(ctx, List.of(new Remark("/id", problem.get())));
      return;
    }
    var tenant = Access.tenant(ctx);
    var isNew = questions.own(tenant, id).isEmpty();
    var reading = platformQuestions.read(id, withoutOurs(document.get()));
    if (reading instanceof Reading.Refused refused) {
      answerRefused(ctx, refused.problems());
    } else if (isNew && questions.all(tenant).size() >= MAX_QUESTIONS) {
      HttpProblems.answer(
          ctx,
          409,
          "too-many-questions",
          "the platform has " + MAX_QUESTIONS + " questions of its own (expected: at most that)");
    } else {
      var accepted = (Reading.Accepted) reading;
      var body = document(questions.put(tenant, accepted.question()));
      if (!accepted.warnings().isEmpty()) {
        remarks(body, "warnings", accepted.warnings());
      }
      ctx.header("Location", "/v1/questions/" + id);
      reply(ctx, isNew ? 201 : 200, body);
      logChange(ctx, tenant, id);
    }
  }

  /** What {@code GET} adds is no matter of the sender's: what was shown may be sent back. */
  private static JsonNode withoutOurs(JsonNode document) {
    return document instanceof ObjectNode object
        ? object.without(List.of("origin", "updatedAt"))
        : document;
  }

  private void withdraw(Context ctx, String id) {
    var tenant = Access.tenant(ctx);
    if (questions.own(tenant, id).isEmpty()) {
      notFound(ctx);
      return;
    }
    questions.withdraw(tenant, id);
    ctx.status(204);
    logChange(ctx, tenant, id);
  }

  private static void logChange(Context ctx, String tenant, String id) {
    log.atInfo()
        .addKeyValue("requestId", HttpProblems.requestId(ctx))
        .addKeyValue("tenantId", tenant)
        .addKeyValue("questionId", id)
        .addKeyValue("status", ctx.statusCode())
        .log("question changed");
  }

  /** Empty if the request was answered, as there is no JSON of a fitting size in it. */
  private static Optional<JsonNode> body(Context ctx) throws IOException {
    var type = ctx.contentType() == null ? "" : ctx.contentType().toLowerCase(Locale.ROOT);
    var encoding = Optional.ofNullable(ctx.header("Content-Encoding")).orElse("identity");
    if (!type.split(";", 2)[0].strip().equals("application/json")
        || !encoding.equalsIgnoreCase("identity")) {
      HttpProblems.answer(
          ctx,
          415,
          "unsupported-media-type",
          "the body is something else (expected: application/json, not compressed)");
      return Optional.empty();
    }
    var bytes = ctx.bodyInputStream().readNBytes(PlatformQuestions.MAX_BYTES + 1);
    if (bytes.length > PlatformQuestions.MAX_BYTES) {
      HttpProblems.answer(
          ctx,
          413,
          "too-large",
          "the body is too long (expected: at most " + PlatformQuestions.MAX_BYTES + " bytes)");
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(Unicode.withoutMark(Unicode.decode(bytes))));
    } catch (JsonProcessingException e) {
      // Jackson's own message would quote the body.
      var at = Optional.ofNullable(e.getLocation());
      HttpProblems.answer(
          ctx,
          400,
          "malformed-json",
          "the body is not JSON, or has a name twice in one object",
          problem ->
              at.ifPresent(
                  place ->
                      problem.put("line", place.getLineNr()).put("column", place.getColumnNr())));
      return Optional.empty();
    }
  }

  private static void answerRefused(Context ctx, List<Remark> problems) {
    HttpProblems.answer(
        ctx,
        422,
        "refused",
        "the question breaks " + problems.size() + " rules",
        body -> remarks(body, "problems", problems));
  }

  private static void remarks(ObjectNode body, String field, List<Remark> remarks) {
    var items = body.putArray(field);
    for (var remark : remarks) {
      var problem = new Problem(remark.pointer(), remark.detail());
      items.addObject().put("pointer", problem.pointer()).put("detail", problem.detail());
    }
  }

  private static void reply(Context ctx, int status, ObjectNode body) {
    ctx.header("Cache-Control", "no-store")
        .status(status)
        .contentType("application/json")
        .result(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void answerOutage(PublishingUnavailableException e, Context ctx) {
    log.atWarn()
        .addKeyValue("requestId", HttpProblems.requestId(ctx))
        .addKeyValue("trouble", e.dependency())
        .log("request not answered during an outage");
    ctx.header("Retry-After", RETRY_AFTER_SECONDS);
    HttpProblems.answer(ctx, 503, "unavailable", e.getMessage());
  }
}
