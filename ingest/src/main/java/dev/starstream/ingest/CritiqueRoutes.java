package dev.starstream.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.starstream.ingest.AnswerOutcomes.State;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * {@code GET /v1/answers/{answerId}}: what became of an answer. 200 with its scorecard, or with
 * status {@code rejected} and why. 202: Kafka has it, its score is not there yet; ask again after
 * {@code Retry-After}. 410: its candidate was erased, and this process still knows that the answer
 * was theirs (it forgets once Kafka has compacted the erasure's record; then 404). 404: the
 * caller's tenant has no such answer. 400: the id is no UUID. 503: ClickHouse does not answer and
 * nobody else knows it.
 *
 * <p>{@code GET /v1/answers/{answerId}/events} tells the same as it happens: {@link
 * CritiqueStreams}.
 */
public final class CritiqueRoutes implements Consumer<JavalinConfig> {

  private static final Pattern UUID_TEXT =
      Pattern.compile(
          "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");

  private static final String UNAVAILABLE_RETRY_SECONDS = "5";

  private final AnswerOutcomes outcomes;
  private final CritiqueStreams streams;

  /**
   * @param maxStreams how many event streams may be open at once
   */
  public CritiqueRoutes(AnswerOutcomes outcomes, int maxStreams) {
    this.outcomes = outcomes;
    this.streams = new CritiqueStreams(outcomes, maxStreams);
  }

  @Override
  public void accept(JavalinConfig config) {
    config.routes.get("/v1/answers/{answerId}", this::answer);
    config.routes.get("/v1/answers/{answerId}/events", this::events);
    config.events.serverStarting(streams::start);
    // Requests that wait for critiques would else hold the server up.
    config.events.serverStopping(
        () -> {
          streams.close();
          outcomes.critiques().stopWaiting();
        });
  }

  private void answer(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    var key = key(ctx);
    if (key.isPresent()) {
      answer(ctx, key.get(), outcomes.state(key.get()));
    }
  }

  private void events(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    var accept = ctx.header("Accept");
    if (accept == null || !accept.contains("text/event-stream")) {
      HttpProblems.answer(
          ctx,
          406,
          "not-acceptable",
          "this resource is a stream of events (expected: Accept: text/event-stream)");
      return;
    }
    key(ctx).ifPresent(key -> streams.open(ctx, key));
  }

  /** Empty if the request was answered, as its id is none. */
  private static Optional<AnswerKey> key(Context ctx) {
    var text = ctx.pathParam("answerId");
    if (!UUID_TEXT.matcher(text).matches()) {
      HttpProblems.answer(
          ctx, 400, "bad-answer-id", "the answer id is no UUID (expected: 8-4-4-4-12 hex digits)");
      return Optional.empty();
    }
    return Optional.of(new AnswerKey(Access.tenant(ctx), UUID.fromString(text)));
  }

  private static void answer(Context ctx, AnswerKey key, State state) {
    if (state instanceof State.Known known) {
      answer(ctx, key, known.outcome());
    } else if (state instanceof State.Pending) {
      ctx.header("Retry-After", "1");
      json(ctx, 202, pending(key).toString());
    } else if (state instanceof State.Unknown) {
      HttpProblems.answer(ctx, 404, "no-such-answer", "there is no answer with this id");
    } else {
      ctx.header("Retry-After", UNAVAILABLE_RETRY_SECONDS);
      HttpProblems.answer(
          ctx, 503, "unavailable", "the database of critiques does not answer (try again)");
    }
  }

  private static void answer(Context ctx, AnswerKey key, Outcome outcome) {
    if (outcome instanceof Outcome.Scored scored) {
      json(ctx, 200, scored.json());
    } else if (outcome instanceof Outcome.Rejected rejected) {
      json(ctx, 200, rejected(key, rejected).toString());
    } else {
      HttpProblems.answer(
          ctx, 410, "erased", "the candidate was erased, and this answer with them");
    }
  }

  private static void json(Context ctx, int status, String body) {
    ctx.status(status).contentType("application/json").result(body);
  }

  static ObjectNode pending(AnswerKey key) {
    return status(key, "pending");
  }

  static ObjectNode erased(AnswerKey key) {
    return status(key, "erased");
  }

  static ObjectNode rejected(AnswerKey key, Outcome.Rejected rejected) {
    var body = status(key, "rejected");
    describe(body, rejected, "");
    return body;
  }

  /**
   * Why an answer was rejected, as members of an object.
   *
   * @param at JSON pointer of the answer in its request
   */
  static void describe(ObjectNode body, Outcome.Rejected rejected, String at) {
    body.put("reason", rejected.reason());
    var problems = body.putArray("problems");
    for (var problem : rejected.problems()) {
      problems.addObject().put("pointer", at + problem.pointer()).put("detail", problem.detail());
    }
    if (rejected.problems().isEmpty()) {
      problems.addObject().put("pointer", at).put("detail", Unicode.printable(rejected.detail()));
    }
  }

  private static ObjectNode status(AnswerKey key, String status) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("answerId", key.answerId().toString())
        .put("status", status);
  }
}
