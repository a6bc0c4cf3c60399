package dev.starstream.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.ingest.Receipt.Status;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
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
 * not may be sent again with the same id. 400, 413 and 415 concern the request as a whole: nothing
 * of it is stored.
 *
 * <p>What is wrong with an item is named by JSON pointer. A byte order mark at the beginning is
 * skipped. Bytes that are not UTF-8 make a JSON body 400, but of lines refuse only the one.
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
  private final Semaphore permits = new Semaphore(MAX_REQUESTS);

  public IngestRoutes(AnswerParser parser, AnswerIntake intake) {
    this.parser = parser;
    this.intake = intake;
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.post("/v1/answers", ctx -> answers(ctx, SentAnswers::plain));
    config.routes.post("/v1/events", ctx -> answers(ctx, SentAnswers::events));
    config.routes.post("/v1/xapi/statements", ctx -> answers(ctx, SentAnswers::statements));
  }

  private interface Reading {
    Optional<SentAnswers> read(Context ctx) throws IOException;
  }

  private void answers(Context ctx, Reading reading) throws IOException {
    ctx.header("Cache-Control", "no-store");
    if (!permits.tryAcquire()) {
      ctx.header("Retry-After", RETRY_AFTER_SECONDS);
      HttpProblems.answer(ctx, 503, "busy", "too many requests wait already; nothing is stored");
      return;
    }
    try {
      var sent = reading.read(ctx);
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
    var start = System.nanoTime();
    var tenantParser = parser.ofTenant(Access.tenant(ctx));
    var parsed = new ArrayList<Parsed>();
    for (int i = 0; i < raw.size(); i++) {
      parsed.add(tenantParser.parse(raw.get(i), pointers.apply(i)));
    }
    var receipts = intake.submit(parsed, pointers);
    reply(ctx, receipts, (System.nanoTime() - start) / 1_000_000);
  }

  private void reply(Context ctx, List<Receipt> receipts, long tookMs) {
    int accepted = count(receipts, Status.ACCEPTED);
    int duplicates = count(receipts, Status.DUPLICATE);
    int conflicts = count(receipts, Status.CONFLICT);
    int unacknowledged = count(receipts, Status.UNACKNOWLEDGED);
    int refused = count(receipts, Status.REFUSED) + conflicts;
    Consumer<ObjectNode> members =
        body -> {
          body.put("accepted", accepted).put("refused", refused).put("duplicates", duplicates);
          if (unacknowledged > 0) {
            body.put("unacknowledged", unacknowledged);
          }
          items(body.putArray("items"), receipts);
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
    } else if (receipts.size() == 1 && conflicts == 1) {
      HttpProblems.answer(
          ctx, 409, "conflict", "the id belongs to an answer with other content", members);
    } else if (refused == receipts.size()) {
      HttpProblems.answer(
          ctx, 422, "refused", "none of " + refused + " answers keeps the rules", members);
    } else {
      var body = JsonNodeFactory.instance.objectNode();
      members.accept(body);
      ctx.status(refused > 0 ? 207 : 202).contentType("application/json").result(body.toString());
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

  private static int count(List<Receipt> receipts, Status status) {
    return (int) receipts.stream().filter(receipt -> receipt.status() == status).count();
  }

  private static void items(ArrayNode items, List<Receipt> receipts) {
    for (int i = 0; i < receipts.size(); i++) {
      var receipt = receipts.get(i);
      var item = items.addObject().put("index", i);
      receipt.id().ifPresent(id -> item.put("id", id));
      receipt.answerId().ifPresent(id -> item.put("answerId", id.toString()));
      item.put("status", receipt.status().name().toLowerCase(Locale.ROOT));
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
    }
  }
}
