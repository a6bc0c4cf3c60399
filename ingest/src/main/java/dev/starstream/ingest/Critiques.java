package dev.starstream.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starstream.schemas.CandidateKey;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What became of recent answers, and who waits for it: the one home of this state. {@link
 * CritiqueFollower} tells it; requests and event streams ask. All of it is bounded and may be lost.
 *
 * <p>Safe for many threads. Futures complete on the follower's thread: what hangs on them must not
 * block.
 */
public final class Critiques {

  /** What a cached outcome takes beside its JSON: key, hash, entry; roughly. */
  private static final int ENTRY_BYTES = 350;

  private static final int MAX_ERASED_ANSWERS = 100_000;
  private static final int MAX_ERASED_CANDIDATES = 500_000;

  /** An outcome, and whose answer it is about. */
  private record Entry(long candidateKey, Outcome outcome) {
    int weight() {
      if (outcome instanceof Outcome.Scored scored) {
        return ENTRY_BYTES + 2 * scored.json().length();
      }
      if (outcome instanceof Outcome.Rejected rejected) {
        var chars = rejected.detail().length();
        for (var problem : rejected.problems()) {
          chars += 100 + problem.detail().length();
        }
        return ENTRY_BYTES + 2 * chars;
      }
      return ENTRY_BYTES;
    }
  }

  /**
   * One submission of an answer: what becomes of another one under the same id is no news of it.
   *
   * @param content {@link dev.starstream.schemas.ContentHash} of it
   * @param candidateKey {@link CandidateKey} of its candidate
   */
  record Submission(ByteBuffer content, long candidateKey) {}

  /**
   * @param submission which submission is waited for; empty for whatever is scored under the id
   */
  private record Waiter(Optional<Submission> submission, CompletableFuture<Outcome> future) {
    boolean wants(Outcome outcome) {
      if (outcome instanceof Outcome.Scored scored) {
        return submission.isEmpty()
            || scored.content().isEmpty()
            || scored.content().get().equals(submission.get().content());
      }
      if (outcome instanceof Outcome.Rejected rejected) {
        return submission.isEmpty()
            ? !rejected.isConflict()
            : rejected.content().equals(submission.get().content());
      }
      return true;
    }
  }

  private final Cache<AnswerKey, Entry> recent;
  private final Cache<AnswerKey, Boolean> erasedAnswers =
      Caffeine.newBuilder().maximumSize(MAX_ERASED_ANSWERS).build();

  /** By {@link CandidateKey#erasureKey}. */
  private final Cache<String, Boolean> erasedCandidates =
      Caffeine.newBuilder().maximumSize(MAX_ERASED_CANDIDATES).build();

  private final ConcurrentHashMap<AnswerKey, List<Waiter>> waiters = new ConcurrentHashMap<>();

  /**
   * @param bytes how much memory recent outcomes may take, about; 0 for none
   */
  public Critiques(long bytes) {
    this.recent =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((AnswerKey key, Entry entry) -> entry.weight())
            .build();
  }

  /** What is known of an answer; empty if nothing is. */
  public Optional<Outcome> find(AnswerKey key) {
    if (erasedAnswers.getIfPresent(key) != null) {
      return Optional.of(new Outcome.Erased());
    }
    return recent(key);
  }

  private Optional<Outcome> recent(AnswerKey key) {
    return Optional.ofNullable(recent.getIfPresent(key)).map(Entry::outcome);
  }

  /**
   * Completes with what becomes of the answer, at once if that is known. Whoever no longer waits
   * cancels it.
   */
  CompletableFuture<Outcome> await(AnswerKey key) {
    return await(key, Optional.empty());
  }

  /** Like {@link #await(Key)} for one submission. */
  CompletableFuture<Outcome> await(AnswerKey key, Submission submission) {
    return await(key, Optional.of(submission));
  }

  private CompletableFuture<Outcome> await(AnswerKey key, Optional<Submission> submission) {
    var waiter = new Waiter(submission, new CompletableFuture<>());
    waiters.compute(
        key,
        (same, all) -> {
          var some = all == null ? new CopyOnWriteArrayList<Waiter>() : all;
          some.add(waiter);
          return some;
        });
    // After it is in the map: an outcome that comes meanwhile is found by one or the other.
    var known = submission.isEmpty() ? find(key) : found(key, submission.get());
    known.filter(waiter::wants).ifPresent(waiter.future()::complete);
    // Whoever waits need not remember to leave.
    var unused = waiter.future().whenComplete((outcome, failure) -> remove(key, waiter));
    return waiter.future();
  }

  /** That an answer of this id was erased once says nothing: its id may be used again. */
  private Optional<Outcome> found(AnswerKey key, Submission submission) {
    return isErased(key.tenantId(), submission.candidateKey())
        ? Optional.of(new Outcome.Erased())
        : recent(key);
  }

  private void remove(AnswerKey key, Waiter waiter) {
    waiters.computeIfPresent(
        key,
        (same, all) -> {
          all.remove(waiter);
          return all.isEmpty() ? null : all;
        });
  }

  /** How many requests and streams wait for an answer. */
  int waiting() {
    return waiters.values().stream().mapToInt(List::size).sum();
  }

  /** An answer was scored. */
  void scored(AnswerKey key, long candidateKey, Outcome.Scored scored) {
    if (isErased(key.tenantId(), candidateKey)) {
      erased(key);
    } else {
      // An erasure sets the id free: somebody else's answer may have it now.
      erasedAnswers.invalidate(key);
      recent.put(key, new Entry(candidateKey, scored));
      tell(key, scored);
    }
  }

  /** A submission was rejected. A scorecard that is there already is not forgotten for it. */
  void rejected(AnswerKey key, long candidateKey, Outcome.Rejected rejected) {
    if (!rejected.isConflict()) {
      recent.asMap().putIfAbsent(key, new Entry(candidateKey, rejected));
    }
    tell(key, rejected);
  }

  /**
   * A candidate was erased: what is kept of them is forgotten, and what still comes is not kept.
   *
   * @param answerIds those of their answers that the erasure names
   */
  void erased(String tenantId, long candidateKey, Collection<UUID> answerIds) {
    erasedCandidates.put(CandidateKey.erasureKey(tenantId, candidateKey), true);
    answerIds.forEach(answerId -> erased(new AnswerKey(tenantId, answerId)));
    recent
        .asMap()
        .forEach(
            (key, entry) -> {
              if (entry.candidateKey() == candidateKey && key.tenantId().equals(tenantId)) {
                erased(key);
              }
            });
    waiters.forEach(
        (key, all) -> {
          if (key.tenantId().equals(tenantId)) {
            all.stream()
                .filter(
                    waiter ->
                        waiter.submission().stream()
                            .anyMatch(one -> one.candidateKey() == candidateKey))
                .forEach(waiter -> waiter.future().complete(new Outcome.Erased()));
          }
        });
  }

  private void erased(AnswerKey key) {
    erasedAnswers.put(key, true);
    recent.invalidate(key);
    tell(key, new Outcome.Erased());
  }

  /** Whether a candidate was erased, as far as is remembered. */
  boolean isErased(String tenantId, long candidateKey) {
    return erasedCandidates.getIfPresent(CandidateKey.erasureKey(tenantId, candidateKey)) != null;
  }

  /** Whoever waits need not wait any longer: nothing more will be told. */
  void stopWaiting() {
    waiters.values().forEach(all -> all.forEach(waiter -> waiter.future().cancel(false)));
  }

  private void tell(AnswerKey key, Outcome outcome) {
    for (var waiter : waiters.getOrDefault(key, List.of())) {
      if (waiter.wants(outcome)) {
        waiter.future().complete(outcome);
      }
    }
  }
}
