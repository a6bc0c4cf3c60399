package dev.starstream.aggregates;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Critique;
import dev.starstream.events.KeyPointHit;
import dev.starstream.events.Level;
import dev.starstream.events.Metric;
import dev.starstream.events.MetricKind;
import dev.starstream.events.Mistake;
import dev.starstream.events.Part;
import dev.starstream.events.Sentence;
import dev.starstream.events.Severity;
import dev.starstream.events.Span;
import dev.starstream.events.StarPart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds one answer's score in the tables, as the event that it was made of: the way back of {@link
 * AnswerScoreRow} and {@link AnswerTextRow}. Safe for many threads.
 */
public final class StoredScores implements AutoCloseable {

  /** Somebody waits for the reply, and there is only one row to be read. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String FIND = Resources.text("statements/stored_score.sql");

  private final Client client;

  private StoredScores(Client client) {
    this.client = client;
  }

  /** Starts the client; ClickHouse need not be up yet. */
  public static StoredScores open(ClickHouseConfig config) {
    return new StoredScores(ClickHouse.openInsertClient(config, PATIENCE));
  }

  /**
   * The tenant's answer as the scorer version in force has it. Text and candidate are empty; once
   * the text has expired so are critique, sentences, metrics, evidence and advice.
   *
   * @throws com.clickhouse.client.api.ClickHouseException if ClickHouse does not answer
   */
  public Optional<AnswerScored> find(String tenantId, UUID answerId) {
    var parameters =
        Map.<String, Object>of(
            "tenant", Insights.escaped(tenantId), "answer_id", answerId.toString());
    return client.queryAll(FIND, parameters, new QuerySettings()).stream()
        .findFirst()
        .map(row -> scored(tenantId, answerId, new Row(row)));
  }

  private static AnswerScored scored(String tenantId, UUID answerId, Row row) {
    return AnswerScored.newBuilder()
        .setAnswerId(answerId)
        .setAnswer(submitted(tenantId, row))
        .setCategory(row.text("category"))
        .setScorerVersion(row.text("scorer_version"))
        .setRubricVersion(row.text("rubric_version"))
        .setIngestedAt(row.time("ingested_at"))
        .setScoredAt(row.time("scored_at"))
        .setStar(star(row))
        .setSentences(sentences(row))
        .setMetrics(metrics(row))
        .setOutcomeMetric(row.flag("outcome_metric"))
        .setKeyPoints(keyPoints(row))
        .setCompanyFocus(row.flagOrNull("company_focus"))
        .setLevelFit(row.flagOrNull("level_fit"))
        .setMistakes(mistakes(row))
        .setStructure(row.number("structure"))
        .setContent(row.number("content"))
        .setDelivery(row.numberOrNull("delivery"))
        .setOverall(row.number("overall"))
        .setPassed(row.flag("passed"))
        .setWordCount((int) row.whole("word_count"))
        .setCritique(
            new Critique(
                row.text("headline"),
                row.text("fix_first"),
                row.number("fix_gain"),
                row.texts("notes")))
        .build();
  }

  private static AnswerSubmitted submitted(String tenantId, Row row) {
    return AnswerSubmitted.newBuilder()
        .setEventId(row.text("event_id"))
        .setTenantId(tenantId)
        .setCandidateRef("")
        .setQuestionId(row.textOrNull("question_id"))
        .setCompany(row.textOrNull("company"))
        .setLevel(constant(Level.class, row.text("level")))
        .setText("")
        .setSubmittedAt(row.time("submitted_at"))
        .build();
  }

  private static List<StarPart> star(Row row) {
    var present = row.flags("star_present");
    var shares = row.numbers("star_shares");
    var star = new ArrayList<StarPart>();
    for (int i = 0; i < AnswerScoreRow.PARTS.size(); i++) {
      star.add(new StarPart(AnswerScoreRow.PARTS.get(i), present.get(i), shares.get(i)));
    }
    return star;
  }

  private static List<Sentence> sentences(Row row) {
    var starts = row.wholes("sentence_starts");
    var ends = row.wholes("sentence_ends");
    var parts = row.texts("sentence_parts");
    var sentences = new ArrayList<Sentence>();
    for (int i = 0; i < starts.size(); i++) {
      sentences.add(new Sentence(starts.get(i), ends.get(i), constant(Part.class, parts.get(i))));
    }
    return sentences;
  }

  private static List<Metric> metrics(Row row) {
    var starts = row.wholes("metric_starts");
    var ends = row.wholes("metric_ends");
    var kinds = row.texts("metric_kinds");
    var values = row.numbers("metric_values");
    var units = row.texts("metric_units");
    var outcomes = row.flags("metric_outcomes");
    var metrics = new ArrayList<Metric>();
    for (int i = 0; i < starts.size(); i++) {
      metrics.add(
          new Metric(
              starts.get(i),
              ends.get(i),
              constant(MetricKind.class, kinds.get(i)),
              values.get(i).isNaN() ? null : values.get(i),
              units.get(i).isEmpty() ? null : units.get(i),
              outcomes.get(i)));
    }
    return metrics;
  }

  private static List<KeyPointHit> keyPoints(Row row) {
    var ids = row.texts("key_point_ids");
    var covered = row.flags("key_point_covered");
    var keyPoints = new ArrayList<KeyPointHit>();
    for (int i = 0; i < ids.size(); i++) {
      keyPoints.add(new KeyPointHit(ids.get(i), covered.get(i), evidence(row, "key_point", i)));
    }
    return keyPoints;
  }

  private static List<Mistake> mistakes(Row row) {
    var ids = row.texts("mistake_ids");
    var severities = row.texts("mistake_severities");
    var advice = row.texts("mistake_advice");
    var mistakes = new ArrayList<Mistake>();
    for (int i = 0; i < ids.size(); i++) {
      mistakes.add(
          new Mistake(
              ids.get(i),
              constant(Severity.class, severities.get(i)),
              evidence(row, "mistake", i),
              i < advice.size() ? advice.get(i) : ""));
    }
    return mistakes;
  }

  /** From 0 to 0 is nowhere in particular. */
  private static Span evidence(Row row, String what, int index) {
    var starts = row.wholes(what + "_starts");
    var ends = row.wholes(what + "_ends");
    return index >= ends.size() || ends.get(index) == 0
        ? null
        : new Span(starts.get(index), ends.get(index));
  }

  private static <T extends Enum<T>> T constant(Class<T> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  /** Columns by name, in the types of the events. */
  private record Row(GenericRecord row) {
    String text(String column) {
      return row.getString(column);
    }

    String textOrNull(String column) {
      var text = text(column);
      return text.isEmpty() ? null : text;
    }

    double number(String column) {
      return row.getDouble(column);
    }

    Double numberOrNull(String column) {
      return row.hasValue(column) ? (Double) row.getDouble(column) : null;
    }

    long whole(String column) {
      return row.getLong(column);
    }

    boolean flag(String column) {
      return row.getBoolean(column);
    }

    Boolean flagOrNull(String column) {
      return row.hasValue(column) ? (Boolean) row.getBoolean(column) : null;
    }

    Instant time(String column) {
      return Instant.ofEpochMilli(row.getLong(column));
    }

    List<String> texts(String column) {
      return row.<Object>getList(column).stream().map(String.class::cast).toList();
    }

    List<Double> numbers(String column) {
      return row.<Object>getList(column).stream().map(Double.class::cast).toList();
    }

    List<Integer> wholes(String column) {
      return row.<Object>getList(column).stream().map(one -> ((Number) one).intValue()).toList();
    }

    /** What SQL functions say of truth is a number, what columns say is a Boolean. */
    List<Boolean> flags(String column) {
      return row.<Object>getList(column).stream()
          .map(one -> one instanceof Number number ? number.intValue() != 0 : (Boolean) one)
          .toList();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
