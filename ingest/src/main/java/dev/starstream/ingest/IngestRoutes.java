package dev.starstream.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.starstream.ingest.Receipt.Status;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/answers}: one answer, an array of answers, or one answer a line. {@code POST
 * /v1/events}: CloudEvents 1.0, structured, as a batch, binary, or one a line. {@code POST
 * /v1/xapi/statements}: one xAPI statement, or an array. All may be compressed with gzip.
 *
 * <p>202 says that Kafka has every answer, acknowledged by all in-sync replicas. 207: some are
 * there, each item says which. 422: none, all break rules (409: the one answer's id has other
 * content). 503: Kafka or the registry is down; each item says whether it is stored, and what is
 * not may be sent again with the same id. 400, 413, 415 and 429 concern the request as a whole:
 * nothing of it is stored.
 *
 * <p>What is wrong with an item is named by JSON pointer. A byte order mark at the beginning is
 * skipped. Bytes that are not UTF-8 make a JSON body 400, but of lines refuse only the one.
 *
 * <p>With {@code Prefer: wait=N} (seconds, at most 30) the reply comes once all answers that were
 * taken are scored: 200 instead of 202, with the scorecard of each. What the stream rejected has
 * the status {@code rejected} and counts as refused. When the time is over it is the usual reply,
 * with the scorecards there are.
 */
public final class IngestRoutes implements Consumer<JavalinConfig> {

  /** Of a request, before compression. */
  public static final int MAX_BODY_BYTES = RequestBody.MAX_BYTES;

  /** Of one answer, event or statement. */
  public static final int MAX_ITEM_BYTES = 64 * 1024;

  public static final int MAX_ITEMS = 500;

  /** Below the server's 250 threads: health checks and other routes go on while Kafka is down. */
  private static final int MAX_REQUESTS = 100;

  private static final String RETRY_AFTER_SECONDS = "5";
  private static final Logger log = LoggerFactory.getLogger(IngestRoutes.class);

  private final AnswerParser parser;
  private final AnswerIntake intake;
  private final Optional<AnswerOutcomes> outcomes;
  private final Semaphore permits = new Semaphore(MAX_REQUESTS);

  /** Routes that take no notice of {@code Prefer: wait}. */
  public IngestRoutes(AnswerParser parser, AnswerIntake intake) {
    this(parser, intake, Optional.empty());
  }

  /** Routes that know what becomes of the answers. */
  public IngestRoutes(AnswerParser parser, AnswerIntake intake, AnswerOutcomes outcomes) {
    this(parser, intake, Optional.of(outcomes));
  }

  private IngestRoutes(
      AnswerParser parser, AnswerIntake intake, Optional<AnswerOutcomes> outcomes) {
    this.parser = parser;
    this.intake = intake;
    this.outcomes = outcomes;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.post("/v1/answers", ctx -> answers(ctx, SentAnswers::plain));
    config.routes.post("/v1/events", ctx -> answers(ctx, SentAnswers::events));
    config.routes.post("/v1/xapi/statements", ctx -> answers(ctx, SentAnswers::statements));
  }

  private void answers(Context ctx, Function<Context, Optional<SentAnswers>> reading) {
    ctx.header("Cache-Control", "no-store");
    if (!permits.tryAcquire()) {
      ctx.header("Retry-After", RETRY_AFTER_SECONDS);
      HttpProblems.answer(ctx, 503, "busy", "too many requests wait already; nothing is stored");
      return;
    }
    try {
      var sent = reading.apply(ctx);
      if (sent.isPresent()) {
        take(ctx, sent.get().answers(), sent.get().pointers());
      }
    } finally {
      permits.release();
    }
  }

  private void take(Context ctx, List<RawAnswer> raw, IntFunction<String> pointers) {
    if (raw.isEmpty()) {
      HttpProblems.answer(ctx, 422, "no-answers", "there is no answer in the body");
      return;
    }
    if (!Access.mayPublish(ctx, raw.size())) {
      return;
    }
    var start = System.nanoTime();
    var tenantParser = parser.ofTenant(Access.tenant(ctx));
    var parsed = new ArrayList<Parsed>();
    for (int i = 0; i < raw.size(); i++) {
      parsed.add(tenantParser.parse(raw.get(i), pointers.apply(i)));
    }
    // Before anything is published, so that no outcome is missed.
    var wait = outcomes.flatMap(known -> CritiqueWait.asked(ctx, known, parsed));
    try {
      var receipts = intake.submit(parsed, pointers);
      var tookMs = (System.nanoTime() - start) / 1_000_000;
      if (wait.isPresent() && isWorthWaiting(receipts)) {
        ctx.future(
            () ->
                wait.get()
                    .outcomes(receipts)
                    .thenAccept(
                        ready -> reply(ctx, new Outcomes(receipts, ready, pointers), tookMs)));
      } else {
        wait.ifPresent(CritiqueWait::cancel);
        reply(ctx, new Outcomes(receipts, Map.of(), pointers), tookMs);
      }
    } catch (RuntimeException e) {
      wait.ifPresent(CritiqueWait::cancel);
      throw e;
    }
  }

  private static boolean isWorthWaiting(List<Receipt> receipts) {
    return receipts.stream().anyMatch(Receipt::stored)
        && receipts.stream().noneMatch(receipt -> receipt.status() == Status.UNACKNOWLEDGED);
  }

  /** What is known of a request's answers when it is replied to. */
  private record Outcomes(
      List<Receipt> receipts, Map<UUID, Outcome> ready, IntFunction<String> pointers) {

    Optional<Outcome> of(Receipt receipt) {
      return receipt.stored() ? receipt.answerId().map(ready::get) : Optional.empty();
    }

    boolean isTurnedDown(Receipt receipt) {
      return of(receipt).filter(outcome -> !(outcome instanceof Outcome.Scored)).isPresent();
    }

    boolean isConflict(Receipt receipt) {
      return of(receipt).orElse(null) instanceof Outcome.Rejected rejected && rejected.isConflict();
    }

    boolean areAllThere() {
      return receipts.stream().allMatch(receipt -> !receipt.stored() || of(receipt).isPresent());
    }
  }

  private void reply(Context ctx, Outcomes outcomes, long tookMs) {
    var receipts = outcomes.receipts();
    int rejected = (int) receipts.stream().filter(outcomes::isTurnedDown).count();
    int duplicates = count(receipts, Status.DUPLICATE, outcomes);
    int accepted = count(receipts, Status.ACCEPTED, outcomes);
    int conflicts = count(receipts, Status.CONFLICT, outcomes);
    int unacknowledged = count(receipts, Status.UNACKNOWLEDGED, outcomes);
    int refused = count(receipts, Status.REFUSED, outcomes) + conflicts + rejected;
    Consumer<ObjectNode> members =
        body -> {
          body.put("accepted", accepted).put("refused", refused).put("duplicates", duplicates);
          if (unacknowledged > 0) {
            body.put("unacknowledged", unacknowledged);
          }
          items(body.putArray("items"), outcomes);
        };
    if (unacknowledged > 0) {
      ctx.header("Retry-After", RETRY_AFTER_SECONDS);
      HttpProblems.answer(
          ctx,
          503,
          "unavailable",
          unacknowledged
              + " of "
              + receipts.size()
              + " answers are not acknowledged:"
              + " Kafka or the schema registry is down (send them again, with the same ids)",
          members);
    } else if (receipts.size() == 1 && (conflicts == 1 || outcomes.isConflict(receipts.get(0)))) {
      HttpProblems.answer(
          ctx, 409, "conflict", "the id belongs to an answer with other content", members);
    } else if (refused == receipts.size()) {
      HttpProblems.answer(
          ctx, 422, "refused", "none of " + refused + " answers keeps the rules", members);
    } else {
      var body = JsonNodeFactory.instance.objectNode();
      members.accept(body);
      int taken = outcomes.areAllThere() ? 200 : 202;
      ctx.status(refused > 0 ? 207 : taken).contentType("application/json").result(body.toString());
    }
    (unacknowledged > 0 ? log.atWarn() : log.atDebug())
        .addKeyValue("requestId", HttpProblems.requestId(ctx))
        .addKeyValue("status", ctx.statusCode())
        .addKeyValue("accepted", accepted)
        .addKeyValue("refused", refused)
        .addKeyValue("duplicates", duplicates)
        .addKeyValue("unacknowledged", unacknowledged)
        .addKeyValue("tookMs", tookMs)
        .log(unacknowledged > 0 ? "answers not acknowledged" : "answers taken");
  }

  /** Without those that the stream has rejected since. */
  private static int count(List<Receipt> receipts, Status status, Outcomes outcomes) {
    return (int)
        receipts.stream()
            .filter(receipt -> receipt.status() == status && !outcomes.isTurnedDown(receipt))
            .count();
  }

  private static void items(ArrayNode items, Outcomes outcomes) {
    var receipts = outcomes.receipts();
    for (int i = 0; i < receipts.size(); i++) {
      var receipt = receipts.get(i);
      var item = items.addObject().put("index", i);
      receipt.id().ifPresent(id -> item.put("id", id));
      receipt.answerId().ifPresent(id -> item.put("answerId", id.toString()));
      item.put("status", receipt.status().name().toLowerCase(Locale.ROOT));
      if (receipt.status() == Status.DUPLICATE) {
        item.put("duplicate", true);
      }
      if (!receipt.problems().isEmpty()) {
        var problems = item.putArray("problems");
        for (var problem : receipt.problems()) {
          problems.addObject().put("pointer", problem.pointer()).put("detail", problem.detail());
        }
      }
      if (!receipt.warnings().isEmpty()) {
        var warnings = item.putArray("warnings");
        for (var warning : receipt.warnings()) {
          warnings.addObject().put("pointer", warning.pointer()).put("detail", warning.detail());
        }
      }
      var at = outcomes.pointers().apply(i);
      outcomes.of(receipt).ifPresent(outcome -> outcome(item, outcome, at));
    }
  }

  private static void outcome(ObjectNode item, Outcome outcome, String at) {
    if (outcome instanceof Outcome.Scored scored) {
      item.putRawValue("scorecard", new RawValue(scored.json()));
    } else if (outcome instanceof Outcome.Rejected rejected) {
      CritiqueRoutes.describe(item.put("status", "rejected"), rejected, at);
    } else {
      item.put("status", "rejected").put("reason", "erased");
    }
  }
}
