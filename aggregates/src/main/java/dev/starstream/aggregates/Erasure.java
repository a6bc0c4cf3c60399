package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import dev.starstream.aggregates.ErasureTables.Rows;
import dev.starstream.schemas.CandidateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets candidates: their answers, texts and rejects leave the tables, the scoring stage refuses
 * and forgets them, and the anonymous counts stay, so that every rollup still equals a recount (of
 * the view counted_answers). The order of the steps is what makes a repeat after a crash complete:
 * remembered first, then refused, then removed, then recorded.
 *
 * <p>May be used by several threads and processes at once. No reference is logged or stored.
 */
public final class Erasure implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Erasure.class);

  /** A mutation rewrites the parts that hold the candidate. */
  private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(5);

  /** Answers that were on their way arrive within one or two; the sweep takes what comes later. */
  private static final int MAX_ROUNDS = 5;

  private record Removed(Rows rows, Set<UUID> answerIds) {}

  private final Client client;
  private final ErasureTables tables;
  private final ErasureTopics topics;
  private final Clock clock;

  private Erasure(Client client, ErasureTopics topics, Clock clock) {
    this.client = client;
    this.tables = new ErasureTables(client);
    this.topics = topics;
    this.clock = clock;
  }

  /**
   * Starts the clients; no server need be up yet.
   *
   * @param kafka at least {@code bootstrap.servers}
   * @param registry {@code schema.registry.url} and credentials, under Confluent's names
   */
  public static Erasure open(
      Map<String, String> kafka, Map<String, String> registry, ClickHouseConfig clickHouse) {
    return new Erasure(
        ClickHouse.openInsertClient(clickHouse, STATEMENT_TIMEOUT),
        ErasureTopics.open(kafka, registry),
        Clock.systemUTC());
  }

  /**
   * Erases a candidate, and returns when nothing is left in the tables. Repeating it is safe; if it
   * throws it must be repeated, since there is no receipt.
   *
   * @throws ErasureUnavailableException if Kafka or the registry cannot be reached
   * @throws com.clickhouse.client.api.ClickHouseException if ClickHouse cannot be reached
   */
  public ErasureReceipt erase(String tenantId, String candidateRef) {
    var candidateKey = CandidateKey.of(tenantId, candidateRef);
    var erasedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var clearAt = topics.clearAt(erasedAt);
    var candidate = tables.remember(tenantId, candidateKey, UUID.randomUUID(), erasedAt, clearAt);
    topics.announce(candidate, erasedAt, tables.answerIds(candidate));
    var removed = remove(candidate);
    // The compacted topic keeps this one: whom to refuse, and nothing of what they wrote.
    topics.announce(candidate, erasedAt, List.of());
    tables.record(candidate, removed.rows(), false);
    var receipt =
        new ErasureReceipt(
            candidate.erasureId(),
            tenantId,
            CandidateKey.hex(candidateKey),
            erasedAt,
            removed.rows().answers(),
            removed.rows().texts(),
            removed.rows().rejects(),
            removed.answerIds().size(),
            clearAt);
    log.atInfo()
        .addKeyValue("erasureId", receipt.erasureId())
        .addKeyValue("tenantId", tenantId)
        .addKeyValue("answers", receipt.answers())
        .addKeyValue("texts", receipt.texts())
        .addKeyValue("rejects", receipt.rejects())
        .log("Candidate erased");
    return receipt;
  }

  /**
   * Removes what has arrived of erased candidates: answers that were between two stages at the
   * time, and texts that a rewound sink has brought back. One query if there is nothing.
   *
   * @return the number of rows removed
   */
  public long sweep() {
    var rows = 0L;
    for (var candidate : tables.arrived()) {
      var removed = remove(candidate).rows();
      tables.record(candidate, removed, true);
      rows += removed.answers() + removed.texts() + removed.rejects();
      log.atInfo()
          .addKeyValue("erasureId", candidate.erasureId())
          .addKeyValue("tenantId", candidate.tenantId())
          .addKeyValue("answers", removed.answers())
          .addKeyValue("texts", removed.texts())
          .addKeyValue("rejects", removed.rejects())
          .log("Swept up late rows of an erased candidate");
    }
    return rows;
  }

  private Removed remove(ErasedCandidate candidate) {
    var removed = Rows.NONE;
    var answerIds = new HashSet<UUID>();
    for (var round = 0; round < MAX_ROUNDS; round++) {
      var rows = tables.rows(candidate);
      if (rows.equals(Rows.NONE)) {
        return new Removed(removed, answerIds);
      }
      // Before their rows go: afterwards nobody knows the ids.
      var forgotten = tables.answerIds(candidate);
      topics.forget(candidate.erasureId(), forgotten);
      answerIds.addAll(forgotten);
      tables.remove(candidate, rows);
      removed = removed.plus(rows);
    }
    throw new IllegalStateException(
        "erasure %s: rows keep arriving (expected: none after %d rounds; is scoring running?)"
            .formatted(candidate.erasureId(), MAX_ROUNDS));
  }

  @Override
  public void close() {
    topics.close();
    client.close();
  }
}
