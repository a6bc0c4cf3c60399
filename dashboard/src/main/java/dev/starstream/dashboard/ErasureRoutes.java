package dev.starstream.dashboard;

import dev.starstream.aggregates.Erasure;
import dev.starstream.aggregates.ErasureJson;
import dev.starstream.aggregates.ErasureUnavailableException;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code DELETE /v1/candidates/{ref}}: forgets a candidate of one tenant. 200 with the receipt,
 * also if there was nothing to remove. 400: the reference is none that an answer could have. 503
 * with {@code Retry-After}: Kafka, the registry or ClickHouse is down; ask again, it is safe.
 *
 * <p>The tenant is the caller's and never named by the request. Neither a log line nor an answer
 * repeats the reference.
 */
public final class ErasureRoutes implements Consumer<JavalinConfig> {

  private static final int MAX_REFERENCE_CHARS = 200;

  /** Each rewrites parts of tables: a few at a time are enough. */
  private static final int MAX_ERASURES = 4;

  private static final Logger log = LoggerFactory.getLogger(ErasureRoutes.class);

  private final Erasure erasure;
  private final Function<Context, String> tenantOf;
  private final Semaphore permits = new Semaphore(MAX_ERASURES);

  /**
   * @param tenantOf the tenant of a request's caller, whose candidates may be erased
   */
  public ErasureRoutes(Erasure erasure, Function<Context, String> tenantOf) {
    this.erasure = erasure;
    this.tenantOf = tenantOf;
  }

  @Override
  public void accept(JavalinConfig config) {
    // In angle brackets it may hold slashes.
    config.routes.delete("/v1/candidates/<ref>", this::erase);
  }

  private void erase(Context ctx) {
    var reference = ctx.pathParam("ref");
    if (reference.isBlank() || reference.length() > MAX_REFERENCE_CHARS) {
      Problems.answer(
          ctx,
          400,
          "bad-candidate",
          "the reference has %d characters (expected: 1 to %d, not blank)"
              .formatted(reference.length(), MAX_REFERENCE_CHARS));
      return;
    }
    if (!permits.tryAcquire()) {
      Problems.answerUnavailable(ctx, "busy", "too many candidates are being erased already");
      return;
    }
    try {
      var receipt = erasure.erase(tenantOf.apply(ctx), reference);
      ctx.header("Cache-Control", "no-store")
          .contentType("application/json")
          .result(ErasureJson.of(receipt).toString().getBytes(StandardCharsets.UTF_8));
    } catch (ErasureUnavailableException e) {
      log.atWarn()
          .addKeyValue("requestId", Problems.requestId(ctx))
          .addKeyValue("trouble", e.dependency())
          .log("candidate not erased");
      var server =
          switch (e.dependency()) {
            case KAFKA -> "Kafka";
            case SCHEMA_REGISTRY -> "the schema registry";
          };
      Problems.answerUnavailable(
          ctx, "unavailable", server + " cannot be reached; the erasure is not complete");
    } catch (RuntimeException e) {
      // Not left to the server: it would log the path.
      answerTrouble(ctx, e);
    } finally {
      permits.release();
    }
  }

  private static void answerTrouble(Context ctx, RuntimeException e) {
    var trouble = DatabaseTrouble.of(e);
    var event = trouble == DatabaseTrouble.OTHER ? log.atError().setCause(e) : log.atWarn();
    event
        .addKeyValue("requestId", Problems.requestId(ctx))
        .addKeyValue("trouble", trouble)
        .log("candidate not erased");
    switch (trouble) {
      case DOWN ->
          Problems.answerUnavailable(
              ctx, "unavailable", "ClickHouse cannot be reached; the erasure is not complete");
      case OVERLOADED ->
          Problems.answerUnavailable(
              ctx, "overloaded", "ClickHouse has too much to do; the erasure is not complete");
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
}
