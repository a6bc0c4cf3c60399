package dev.starstream.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.ingest.Receipt.Status;
import dev.starstream.schemas.AccessRefusal;
import dev.starstream.schemas.CandidateKey;
import dev.starstream.schemas.ContentHash;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Takes parsed answers to Kafka and says what became of each.
 *
 * <p>It remembers the answers that it saw acknowledged last, so that a publisher's repeat is told
 * apart from news at once. That is a courtesy: it knows neither other processes nor what was before
 * its start. The authority on duplicates is the topology, which counts one id once in any case.
 *
 * <p>Safe for many threads.
 */
public final class AnswerIntake {

  private final Function<AnswerSubmitted, CompletableFuture<PublishedAt>> publish;

  /**
   * An answer that Kafka has.
   *
   * @param content {@link ContentHash} of it
   * @param candidateKey {@link CandidateKey} of its candidate
   */
  record Acknowledged(String tenantId, long candidateKey, ByteBuffer content, Instant at) {}

  /** Acknowledged answers by answer id; shared by all threads. */
  private final Cache<UUID, Acknowledged> acknowledged;

  /** Of the last answer that was not acknowledged; shared by all threads. */
  private volatile Optional<AccessRefusal> refusal = Optional.empty();

  /**
   * @param remembered how many answers to remember, at about 250 bytes each; 0 for none
   */
  public AnswerIntake(AnswerPublisher publisher, int remembered) {
    this(publisher::publish, remembered);
  }

  private AnswerIntake(
      Function<AnswerSubmitted, CompletableFuture<PublishedAt>> publish, int remembered) {
    this.publish = publish;
    this.acknowledged = Caffeine.newBuilder().maximumSize(remembered).build();
  }

  /** Whether the last answer that was not acknowledged met a server that lets us not in. */
  Optional<AccessRefusal> refusal() {
    return refusal;
  }

  /**
   * One that publishes nothing and says what would become of each answer.
   *
   * @param remembered how many answers to remember, to tell repeats
   */
  public static AnswerIntake dry(int remembered) {
    return new AnswerIntake(answer -> CompletableFuture.completedFuture(null), remembered);
  }

  /** The tenant's answer, if it was acknowledged here and is still remembered. */
  Optional<Acknowledged> acknowledged(AnswerKey key) {
    return Optional.ofNullable(acknowledged.getIfPresent(key.answerId()))
        .filter(answer -> answer.tenantId().equals(key.tenantId()));
  }

  /** Like {@link #submit(List, IntFunction)} where each answer stands on its own. */
  public List<Receipt> submit(List<Parsed> answers) {
    return submit(answers, index -> "");
  }

  /**
   * Publishes what was accepted, in order, and waits until Kafka has acknowledged or refused all of
   * it. After the first sign of an outage nothing more is sent.
   *
   * @param pointers JSON pointer of each item, by index
   * @return a receipt for each answer, in the same order
   */
  public List<Receipt> submit(List<Parsed> answers, IntFunction<String> pointers) {
    var batch = new Batch();
    // First everything is sent, then everything is waited for: so that records travel together.
    var attempts = answers.stream().map(batch::attempt).toList();
    var receipts = new ArrayList<Receipt>();
    for (int i = 0; i < answers.size(); i++) {
      receipts.add(receipt(answers.get(i), attempts.get(i), pointers.apply(i)));
    }
    return List.copyOf(receipts);
  }

  /**
   * @param status what becomes of the answer if {@code stored} completes normally
   * @param id the answer's; empty if it has none. It takes a digest, so it is made once
   */
  private record Attempt(
      Status status, Optional<UUID> id, CompletableFuture<?> stored, ByteBuffer content) {}

  private static final CompletableFuture<?> AT_ONCE = CompletableFuture.completedFuture(null);
  private static final Attempt NONE =
      new Attempt(
          Status.REFUSED, Optional.empty(), AT_ONCE, ByteBuffer.allocate(0).asReadOnlyBuffer());

  /** The answers of one request. */
  private final class Batch {
    private final Map<UUID, Attempt> sent = new HashMap<>();
    private Optional<CompletableFuture<PublishedAt>> outage = Optional.empty();

    Attempt attempt(Parsed parsed) {
      if (!(parsed instanceof Parsed.Accepted accepted)) {
        return NONE;
      }
      var id = accepted.answerId();
      var content = ByteBuffer.wrap(ContentHash.of(accepted.answer())).asReadOnlyBuffer();
      var earlier = sent.get(id);
      if (earlier != null) {
        return earlier.content().equals(content)
            ? new Attempt(Status.DUPLICATE, Optional.of(id), earlier.stored(), content)
            : new Attempt(Status.CONFLICT, Optional.of(id), AT_ONCE, content);
      }
      var known = acknowledged.getIfPresent(id);
      if (known != null) {
        return new Attempt(
            known.content().equals(content) ? Status.DUPLICATE : Status.CONFLICT,
            Optional.of(id),
            AT_ONCE,
            content);
      }
      // One send may block for seconds during an outage: do not go through that for each answer.
      var stored = outage.orElseGet(() -> publish.apply(accepted.answer()));
      if (stored.isCompletedExceptionally()) {
        outage = Optional.of(stored);
      }
      var attempt = new Attempt(Status.ACCEPTED, Optional.of(id), stored, content);
      sent.put(id, attempt);
      return attempt;
    }
  }

  private void remember(Parsed.Accepted accepted, Attempt attempt) {
    var answer = accepted.answer();
    acknowledged.put(
        attempt.id().orElseThrow(),
        new Acknowledged(
            answer.getTenantId(),
            CandidateKey.of(answer.getTenantId(), answer.getCandidateRef()),
            attempt.content(),
            Instant.now()));
  }

  private Receipt receipt(Parsed parsed, Attempt attempt, String pointer) {
    if (parsed instanceof Parsed.Refused refused) {
      return new Receipt(
          Status.REFUSED, refused.id(), Optional.empty(), refused.problems(), List.of());
    }
    var accepted = (Parsed.Accepted) parsed;
    var status = attempt.status();
    List<Problem> problems = List.of();
    if (status == Status.CONFLICT) {
      problems =
          List.of(
              new Problem(
                  Pointers.to(pointer, AnswerField.ID.jsonName),
                  "is the id of an answer with other content (expected: a new id, or the same"
                      + " content)"));
    }
    try {
      attempt.stored().join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof PublishingUnavailableException unavailable)) {
        throw e;
      }
      status = Status.UNACKNOWLEDGED;
      refusal = AccessRefusal.in(unavailable);
      problems =
          List.of(
              new Problem(
                  pointer, unavailable.getMessage() + " (send it again, with the same id)"));
    }
    if (status == Status.ACCEPTED) {
      remember(accepted, attempt);
    }
    return new Receipt(
        status,
        Optional.of(accepted.answer().getEventId()),
        attempt.id(),
        problems,
        accepted.warnings());
  }
}
