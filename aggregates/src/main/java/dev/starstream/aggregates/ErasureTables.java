package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.command.CommandSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/**
 * What the tables hold of a candidate, and how it leaves them. Every step may be repeated, and may
 * be taken by several processes at once.
 */
final class ErasureTables {

  /**
   * Rows of one candidate.
   *
   * @param answers in answer_scores
   * @param texts in answer_texts
   * @param rejects in rejected_answers, with bytes or ids
   */
  record Rows(long answers, long texts, long rejects) {
    static final Rows NONE = new Rows(0, 0, 0);

    Rows plus(Rows more) {
      return new Rows(answers + more.answers, texts + more.texts, rejects + more.rejects);
    }
  }

  private static final String FIND = Resources.text("statements/erased_candidate.sql");
  private static final String ERASURES = Resources.text("statements/erased_candidate_rows.sql");
  private static final String REMEMBER = Resources.text("statements/erase_remember.sql");
  private static final String ARRIVED = Resources.text("statements/erase_arrived.sql");
  private static final String COUNT = Resources.text("statements/erase_count.sql");
  private static final String ANSWER_IDS = Resources.text("statements/erase_answer_ids.sql");
  private static final String KEEP_COUNTS = Resources.text("statements/erase_keep_counts.sql");
  private static final String PRACTICE = Resources.text("statements/erase_practice.sql");
  private static final String PROFILES = Resources.text("statements/erase_profiles.sql");
  private static final String SCORES = Resources.text("statements/erase_scores.sql");
  private static final String TEXTS = Resources.text("statements/erase_texts.sql");
  private static final String REJECTS = Resources.text("statements/erase_rejects.sql");
  private static final String RECORD = Resources.text("statements/erase_record.sql");

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long NEVER = -1;

  private final Client client;

  ErasureTables(Client client) {
    this.client = client;
  }

  /** Puts the candidate among the erased, under the random number that they have already. */
  ErasedCandidate remember(
      String tenantId,
      long candidateKey,
      UUID erasureId,
      Instant erasedAt,
      Optional<Instant> topicsClearAt) {
    var parameters = parameters(tenantId, candidateKey);
    // In this order: whoever comes in between is either counted and known, or has the same token.
    var erasures = query(ERASURES, parameters).get(0).getLong("erasures");
    var known = pseudonym(parameters);
    parameters.put("erasure_id", erasureId.toString());
    parameters.put("pseudonym", Long.toUnsignedString(known.orElseGet(ErasureTables::newNumber)));
    parameters.put("erased_at", erasedAt.toEpochMilli());
    parameters.put("topics_clear_at", millis(topicsClearAt));
    // Of two first erasures at once one row is taken, and both go on with its number.
    var token =
        known.isPresent()
            ? erasureId.toString()
            : "first/%s/%s/%d".formatted(tenantId, Long.toHexString(candidateKey), erasures);
    execute(REMEMBER, parameters, Optional.of(token));
    var pseudonym =
        pseudonym(parameters)
            .orElseThrow(() -> new IllegalStateException("an erased candidate is not there"));
    return new ErasedCandidate(tenantId, candidateKey, erasureId, pseudonym, topicsClearAt);
  }

  /** Erased candidates of whom rows have arrived since. */
  List<ErasedCandidate> arrived() {
    return query(ARRIVED, Map.of()).stream()
        .map(
            row ->
                new ErasedCandidate(
                    row.getString("tenant"),
                    Long.parseUnsignedLong(row.getString("candidate")),
                    row.getUUID("erasure_id"),
                    Long.parseUnsignedLong(row.getString("pseudonym")),
                    Optional.of(row.getLong("topics_clear_at"))
                        .filter(millis -> millis != NEVER)
                        .map(Instant::ofEpochMilli)))
        .toList();
  }

  Rows rows(ErasedCandidate candidate) {
    var row = query(COUNT, parameters(candidate)).get(0);
    return new Rows(row.getLong("answers"), row.getLong("texts"), row.getLong("rejects"));
  }

  List<UUID> answerIds(ErasedCandidate candidate) {
    return query(ANSWER_IDS, parameters(candidate)).stream()
        .map(row -> row.getUUID("answer_id"))
        .toList();
  }

  /** Leaves the anonymous counts and nothing else; of tables without rows nothing is asked. */
  void remove(ErasedCandidate candidate, Rows rows) {
    var parameters = parameters(candidate);
    if (rows.answers() > 0) {
      keepCounts(candidate);
      // Before the answers: as long as there are any, somebody comes back after a crash.
      execute(PRACTICE, parameters, Optional.empty());
      execute(PROFILES, parameters, Optional.empty());
      execute(SCORES, parameters, Optional.empty());
    }
    if (rows.texts() > 0) {
      execute(TEXTS, parameters, Optional.empty());
    }
    if (rows.rejects() > 0) {
      execute(REJECTS, parameters, Optional.empty());
    }
  }

  /** The first half of removing answers: a crash may follow. */
  void keepCounts(ErasedCandidate candidate) {
    var parameters = parameters(candidate);
    parameters.put("pseudonym", Long.toUnsignedString(candidate.pseudonym()));
    execute(KEEP_COUNTS, parameters, Optional.empty());
  }

  /** Notes what was removed; it does not say whose it was. */
  void record(ErasedCandidate candidate, Rows removed, boolean swept) {
    var parameters = parameters(candidate);
    parameters.put("erasure_id", candidate.erasureId().toString());
    parameters.put("swept", swept);
    parameters.put("answers", removed.answers());
    parameters.put("texts", removed.texts());
    parameters.put("rejects", removed.rejects());
    parameters.put("topics_clear_at", millis(candidate.topicsClearAt()));
    // Two sweeps may well remove the same number of rows: no two of these are one.
    execute(RECORD, parameters, Optional.of(UUID.randomUUID().toString()));
  }

  private Optional<Long> pseudonym(Map<String, Object> parameters) {
    return query(FIND, parameters).stream()
        .map(row -> Long.parseUnsignedLong(row.getString("stands_for")))
        .findFirst();
  }

  /** Unguessable, and not 0, which stands for forgotten. */
  private static long newNumber() {
    var number = RANDOM.nextLong();
    return number == 0 ? 1 : number;
  }

  private static long millis(Optional<Instant> time) {
    return time.map(Instant::toEpochMilli).orElse(NEVER);
  }

  private static Map<String, Object> parameters(ErasedCandidate candidate) {
    return parameters(candidate.tenantId(), candidate.candidateKey());
  }

  /** Never the reference: ClickHouse logs parameters. */
  private static Map<String, Object> parameters(String tenantId, long candidateKey) {
    var parameters = new HashMap<String, Object>();
    parameters.put("tenant", tenantId);
    parameters.put("candidate_key", Long.toUnsignedString(candidateKey));
    return parameters;
  }

  private List<GenericRecord> query(String sql, Map<String, Object> parameters) {
    return client.queryAll(sql, parameters, new QuerySettings());
  }

  private void execute(String sql, Map<String, Object> parameters, Optional<String> token) {
    var settings = new CommandSettings();
    settings.serverSetting("wait_end_of_query", "1");
    token.ifPresent(it -> settings.serverSetting("insert_deduplication_token", it));
    try {
      // The response is read and closed by then.
      var unused = client.execute(sql, parameters, settings).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a statement of an erasure failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during an erasure", e);
    }
  }
}
