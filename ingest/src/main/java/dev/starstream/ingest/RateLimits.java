package dev.starstream.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much each tenant may ask of this process, and how often one address may show a wrong key. A
 * tenant may save up two seconds' worth. What is over is answered with 429, {@code Retry-After} and
 * the headers of the IETF's draft on rate limits. Safe for many threads.
 */
public final class RateLimits {

  /**
   * Limits of one tenant in one process.
   *
   * @param answersPerSecond 0 for no limit
   * @param requestsPerSecond 0 for no limit
   */
  public record Rates(long answersPerSecond, long requestsPerSecond) {
    public static final Rates UNLIMITED = new Rates(0, 0);

    public Rates {
      check("answers-per-second", answersPerSecond);
      check("requests-per-second", requestsPerSecond);
    }

    private static void check(String name, long rate) {
      if (rate < 0 || rate > 1_000_000_000) {
        throw new IllegalArgumentException(
            name + ": " + rate + " (expected: 0 to 1000000000, 0 for no limit)");
      }
    }
  }

  private static final int WINDOW_SECONDS = 2;
  private static final int WRONG_KEYS = 20;
  private static final Duration WRONG_KEYS_WINDOW = Duration.ofMinutes(1);

  /** What was not asked for this long is full again anyway. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

  private static final long MAX_BUCKETS = 100_000;
  private static final Logger log = LoggerFactory.getLogger(RateLimits.class);

  private final Rates rates;
  private final Cache<String, Bucket> answers = buckets();
  private final Cache<String, Bucket> requests = buckets();

  /** By remote address. */
  private final Cache<String, Bucket> wrongKeys = buckets();

  public RateLimits(Rates rates) {
    this.rates = rates;
  }

  /** Whether the tenant may make this request; if not, it was answered. */
  boolean allowRequest(Context ctx, String tenantId) {
    return rates.requestsPerSecond() == 0
        || allow(ctx, requests, tenantId, "requests", rates.requestsPerSecond(), 1, 1);
  }

  /** Whether the tenant may publish so many answers; if not, the request was answered. */
  boolean allowAnswers(Context ctx, String tenantId, int count) {
    var rate = rates.answersPerSecond();
    // A whole request must fit, or it could never be taken.
    return rate == 0
        || allow(ctx, answers, tenantId, "answers", rate, IngestRoutes.MAX_ITEMS, count);
  }

  /** Whether this address may show one more wrong key; if not, the request was answered. */
  boolean allowWrongKey(Context ctx) {
    var probe =
        wrongKeys
            .get(
                ctx.ip(),
                address ->
                    Bucket.builder()
                        .addLimit(
                            limit ->
                                limit
                                    .capacity(WRONG_KEYS)
                                    .refillGreedy(WRONG_KEYS, WRONG_KEYS_WINDOW))
                        .build())
            .tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      refuse(
          ctx,
          probe,
          "wrong-keys",
          WRONG_KEYS,
          WRONG_KEYS_WINDOW.toSeconds(),
          "too many wrong keys");
    }
    return probe.isConsumed();
  }

  private static boolean allow(
      Context ctx,
      Cache<String, Bucket> buckets,
      String tenantId,
      String what,
      long perSecond,
      long atLeast,
      int count) {
    var capacity = Math.max(WINDOW_SECONDS * perSecond, atLeast);
    Function<String, Bucket> full =
        tenant ->
            Bucket.builder()
                .addLimit(
                    limit ->
                        limit.capacity(capacity).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    var probe = buckets.get(tenantId, full).tryConsumeAndReturnRemaining(count);
    if (!probe.isConsumed()) {
      var window = (capacity + perSecond - 1) / perSecond;
      refuse(
          ctx,
          probe,
          what,
          capacity,
          window,
          "the tenant's limit is " + perSecond + " " + what + " a second; nothing is stored");
    }
    return probe.isConsumed();
  }

  private static void refuse(
      Context ctx, ConsumptionProbe probe, String what, long quota, long window, String detail) {
    var seconds = Math.max(1, (probe.getNanosToWaitForRefill() + 999_999_999) / 1_000_000_000);
    ctx.header("Retry-After", Long.toString(seconds))
        .header("RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(what, quota, window))
        .header(
            "RateLimit", "\"%s\";r=%d;t=%d".formatted(what, probe.getRemainingTokens(), seconds));
    log.atDebug()
        .addKeyValue("requestId", HttpProblems.requestId(ctx))
        .addKeyValue("limit", what)
        .log("request over a limit");
    HttpProblems.answer(ctx, 429, "too-many-" + what, detail);
  }

  private static Cache<String, Bucket> buckets() {
    return Caffeine.newBuilder()
        .maximumSize(MAX_BUCKETS)
        .expireAfterAccess(FORGOTTEN_AFTER)
        .build();
  }
}
