package dev.starstream.aggregates;

import static dev.starstream.aggregates.Columns.millis;
import static dev.starstream.aggregates.Columns.orEmpty;
import static dev.starstream.aggregates.Columns.within;
import static dev.starstream.aggregates.Columns.word;

import dev.starstream.events.AnswerScored;
import dev.starstream.events.KeyPointHit;
import dev.starstream.events.Metric;
import dev.starstream.events.MetricKind;
import dev.starstream.events.Mistake;
import dev.starstream.events.Part;
import dev.starstream.events.StarPart;
import dev.starstream.schemas.CandidateKey;
import java.util.ArrayList;
import java.util.List;

/** A scored answer as a row of {@code answer_scores}; nullable fields of the event end here. */
final class AnswerScoreRow implements RowMapping<AnswerScored> {

  private static final int UINT16_MAX = 0xFFFF;
  private static final long UINT32_MAX = 0xFFFF_FFFFL;

  static final List<Part> PARTS =
      List.of(Part.SITUATION, Part.TASK, Part.ACTION, Part.RESULT, Part.LEARNING);

  private static final List<MetricKind> KINDS =
      List.of(
          MetricKind.PERCENT,
          MetricKind.MONEY,
          MetricKind.DURATION,
          MetricKind.COUNT,
          MetricKind.MULTIPLIER,
          MetricKind.DELTA,
          MetricKind.SCORE,
          MetricKind.OTHER);

  private static final List<Column> COLUMNS = columnList();

  private static List<Column> columnList() {
    var columns =
        new ArrayList<>(
            Column.list(
                "tenant_id LowCardinality(String)",
                "answer_id UUID",
                "event_id String",
                "candidate_key UInt64",
                "cohort LowCardinality(String)",
                "source LowCardinality(String)",
                "question_id LowCardinality(String)",
                "category LowCardinality(String)",
                "company LowCardinality(String)",
                "role LowCardinality(String)",
                "level LowCardinality(String)",
                "attempt_no UInt16",
                "language LowCardinality(String)",
                "modality LowCardinality(String)",
                "submitted_at DateTime64(3, 'UTC')",
                "ingested_at DateTime64(3, 'UTC')",
                "scored_at DateTime64(3, 'UTC')",
                "local_hour UInt8",
                "local_dow UInt8"));
    for (var part : PARTS) {
      columns.add(new Column(word(part) + "_present", "Bool"));
      columns.add(new Column(word(part) + "_share", "Float64"));
    }
    columns.add(new Column("metric_count", "UInt16"));
    for (var kind : KINDS) {
      columns.add(new Column("metrics_" + word(kind), "UInt16"));
    }
    columns.addAll(
        Column.list(
            "outcome_metric Bool",
            "key_points_hit Array(String)",
            "key_points_missed Array(String)",
            "mistake_ids Array(LowCardinality(String))",
            "mistake_severities Array(LowCardinality(String))",
            "company_focus Nullable(Bool)",
            "level_fit Nullable(Bool)",
            "structure Float64",
            "content Float64",
            "delivery Nullable(Float64)",
            "overall Float64",
            "passed Bool",
            "word_count UInt32",
            "duration_ms Nullable(UInt32)",
            "scorer_version LowCardinality(String)",
            "rubric_version LowCardinality(String)",
            "_topic_id UUID",
            "_partition UInt32",
            "_offset UInt64"));
    return List.copyOf(columns);
  }

  @Override
  public String table() {
    return "answer_scores";
  }

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public int partition(AnswerScored scored) {
    return Columns.month("submitted_at", scored.getAnswer().getSubmittedAt());
  }

  @Override
  public void write(AnswerScored scored, Origin origin, RowBuffer row) {
    var answer = scored.getAnswer();
    var submittedAt = answer.getSubmittedAt();
    var offsetMinutes = answer.getUtcOffsetMinutes();
    row.string(answer.getTenantId());
    row.uuid(scored.getAnswerId());
    row.string(answer.getEventId());
    row.int64(CandidateKey.of(answer.getTenantId(), answer.getCandidateRef()));
    row.string(orEmpty(answer.getCohort()));
    row.string(answer.getSource());
    row.string(orEmpty(answer.getQuestionId()));
    row.string(scored.getCategory());
    row.string(orEmpty(answer.getCompany()));
    row.string(orEmpty(answer.getRole()));
    row.string(word(answer.getLevel()));
    row.uint16((int) within("attempt_no", answer.getAttemptNo(), UINT16_MAX));
    row.string(answer.getLanguage());
    row.string(word(answer.getModality()));
    row.int64(millis("submitted_at", submittedAt));
    row.int64(millis("ingested_at", scored.getIngestedAt()));
    row.int64(millis("scored_at", scored.getScoredAt()));
    row.uint8(Columns.localHour(submittedAt, offsetMinutes));
    row.uint8(Columns.localDayOfWeek(submittedAt, offsetMinutes));
    writeStar(scored.getStar(), row);
    writeMetrics(scored.getMetrics(), row);
    row.bool(scored.getOutcomeMetric());
    writeKeyPoints(scored.getKeyPoints(), row);
    writeMistakes(scored.getMistakes(), row);
    writeNullable(scored.getCompanyFocus(), row);
    writeNullable(scored.getLevelFit(), row);
    row.float64(scored.getStructure());
    row.float64(scored.getContent());
    row.isNull(scored.getDelivery() == null);
    if (scored.getDelivery() != null) {
      row.float64(scored.getDelivery());
    }
    row.float64(scored.getOverall());
    row.bool(scored.getPassed());
    row.uint32(within("word_count", scored.getWordCount(), UINT32_MAX));
    row.isNull(answer.getDurationMs() == null);
    if (answer.getDurationMs() != null) {
      row.uint32(within("duration_ms", answer.getDurationMs(), UINT32_MAX));
    }
    row.string(scored.getScorerVersion());
    row.string(scored.getRubricVersion());
    origin.write(row);
  }

  private static void writeStar(List<StarPart> star, RowBuffer row) {
    for (var part : PARTS) {
      var present = false;
      var share = 0.0;
      for (var told : star) {
        if (told.getPart() == part) {
          present = told.getPresent();
          share = told.getShare();
        }
      }
      row.bool(present);
      row.float64(share);
    }
  }

  private static void writeMetrics(List<Metric> metrics, RowBuffer row) {
    row.uint16((int) within("metric_count", metrics.size(), UINT16_MAX));
    for (var kind : KINDS) {
      var count = 0;
      for (var metric : metrics) {
        if (metric.getKind() == kind) {
          count++;
        }
      }
      row.uint16(count);
    }
  }

  private static void writeKeyPoints(List<KeyPointHit> keyPoints, RowBuffer row) {
    var hit = new ArrayList<String>();
    var missed = new ArrayList<String>();
    for (var keyPoint : keyPoints) {
      (keyPoint.getCovered() ? hit : missed).add(keyPoint.getId());
    }
    row.strings(hit);
    row.strings(missed);
  }

  /** Each mistake once: the rollups count rows of this array as answers. */
  private static void writeMistakes(List<Mistake> mistakes, RowBuffer row) {
    var ids = new ArrayList<String>();
    var severities = new ArrayList<String>();
    for (var mistake : mistakes) {
      if (!ids.contains(mistake.getId())) {
        ids.add(mistake.getId());
        severities.add(word(mistake.getSeverity()));
      }
    }
    row.strings(ids);
    row.strings(severities);
  }

  private static void writeNullable(Boolean value, RowBuffer row) {
    row.isNull(value == null);
    if (value != null) {
      row.bool(value);
    }
  }
}
