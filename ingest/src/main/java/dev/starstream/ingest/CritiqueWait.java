package dev.starstream.ingest;

import dev.starstream.ingest.Critiques.Submission;
import dev.starstream.ingest.Receipt.Status;
import dev.starstream.schemas.CandidateKey;
import dev.starstream.schemas.ContentHash;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What {@code Prefer: wait=N} (RFC 7240) asks of a publishing request: to answer once its answers
 * are scored. Made before they are published, so that no outcome is missed. Used by the request's
 * threads, one after the other.
 */
final class CritiqueWait {

  private static final int MAX_SECONDS = 30;
  private static final Pattern WAIT =
      Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?=$|[,;])");

  private final int seconds;
  private final AnswerOutcomes known;
  private final Map<UUID, AnswerKey> keys = new HashMap<>();
  private final Map<UUID, CompletableFuture<Outcome>> outcomes = new HashMap<>();

  private CritiqueWait(int seconds, AnswerOutcomes known) {
    this.seconds = seconds;
    this.known = known;
  }

  /** Empty if the request does not ask to wait. */
  static Optional<CritiqueWait> asked(Context ctx, AnswerOutcomes known, List<Parsed> answers) {
    var seconds = seconds(Collections.list(ctx.req().getHeaders("Prefer")));
    if (seconds == 0) {
      return Optional.empty();
    }
    var wait = new CritiqueWait(seconds, known);
    for (var parsed : answers) {
      if (parsed instanceof Parsed.Accepted accepted) {
        wait.add(accepted);
      }
    }
    ctx.header("Preference-Applied", "wait=" + seconds);
    return Optional.of(wait);
  }

  /** From 1 to 30; 0 if none is asked for. Of several the first counts, as the RFC has it. */
  static int seconds(List<String> preferences) {
    for (var line : preferences) {
      var asked = WAIT.matcher(line.toLowerCase(Locale.ROOT));
      if (asked.find()) {
        return Math.min(MAX_SECONDS, Integer.parseInt(asked.group(1)));
      }
    }
    return 0;
  }

  /** In a request that has one id twice the first is published, so the first is waited for. */
  private void add(Parsed.Accepted accepted) {
    var answer = accepted.answer();
    var id = accepted.answerId();
    if (keys.putIfAbsent(id, new AnswerKey(answer.getTenantId(), id)) == null) {
      var submission =
          new Submission(
              ByteBuffer.wrap(ContentHash.of(answer)),
              CandidateKey.of(answer.getTenantId(), answer.getCandidateRef()));
      outcomes.put(id, known.critiques().await(keys.get(id), submission));
    }
  }

  /**
   * Completes with the outcomes there are once all answers that are stored have one, or the time is
   * over; on a thread that may write to a slow client.
   */
  CompletableFuture<Map<UUID, Outcome>> outcomes(List<Receipt> receipts) {
    var wanted = new HashMap<UUID, CompletableFuture<Outcome>>();
    for (var receipt : receipts) {
      if (receipt.stored()) {
        var id = receipt.answerId().orElseThrow();
        wanted.put(id, outcomes.get(id));
        if (receipt.status() == Status.DUPLICATE && !outcomes.get(id).isDone()) {
          // It may have been scored long ago.
          known.lookUpLater(keys.get(id), outcomes.get(id)::complete);
        }
      }
    }
    var all = CompletableFuture.allOf(wanted.values().toArray(CompletableFuture<?>[]::new));
    return all.copy()
        .completeOnTimeout(null, Duration.ofSeconds(seconds).toMillis(), TimeUnit.MILLISECONDS)
        .handleAsync((done, failure) -> ready(wanted), known.replying());
  }

  private Map<UUID, Outcome> ready(Map<UUID, CompletableFuture<Outcome>> wanted) {
    var ready = new HashMap<UUID, Outcome>();
    wanted.forEach(
        (id, outcome) -> {
          if (outcome.isDone() && !outcome.isCompletedExceptionally()) {
            ready.put(id, outcome.join());
          }
        });
    // Those that nobody waits for any more leave by this.
    outcomes.values().forEach(outcome -> outcome.cancel(false));
    return ready;
  }

  /** When nothing is to be waited for after all. */
  void cancel() {
    outcomes.values().forEach(outcome -> outcome.cancel(false));
  }
}
