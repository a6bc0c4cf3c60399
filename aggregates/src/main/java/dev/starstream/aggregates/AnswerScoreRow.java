package dev.starstream.aggregates;

import static dev.starstream.aggregates.Columns.millis;
import static dev.starstream.aggregates.Columns.within;
import static dev.starstream.aggregates.Columns.word;

import dev.starstream.aggregates.ScoredRecord.KeyPoint;
import dev.starstream.aggregates.ScoredRecord.Metric;
import dev.starstream.aggregates.ScoredRecord.Mistake;
import dev.starstream.aggregates.ScoredRecord.StarPart;
import dev.starstream.events.MetricKind;
import dev.starstream.events.Part;
import java.util.ArrayList;
import java.util.List;

/** A scored answer as a row of {@code answer_scores}; nullable fields of the event end here. */
final class AnswerScoreRow implements RowMapping<ScoredRecord> {

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
  public int partition(ScoredRecord scored) {
    return Columns.month("submitted_at", scored.submittedAt);
  }

  @Override
  public void write(ScoredRecord scored, Origin origin, RowBuffer row) {
    row.string(scored.tenantId);
    row.uuid(scored.id());
    row.string(scored.eventId);
    row.int64(scored.candidateKey());
    row.string(scored.cohort);
    row.string(scored.source);
    row.string(scored.questionId);
    row.string(scored.category);
    row.string(scored.company);
    row.string(scored.role);
    row.string(word(scored.level));
    row.uint16((int) within("attempt_no", scored.attemptNo, UINT16_MAX));
    row.string(scored.language);
    row.string(word(scored.modality));
    row.int64(millis("submitted_at", scored.submittedAt));
    row.int64(millis("ingested_at", scored.ingestedAt));
    row.int64(millis("scored_at", scored.scoredAt));
    row.uint8(Columns.localHour(scored.submittedAt, scored.utcOffsetMinutes));
    row.uint8(Columns.localDayOfWeek(scored.submittedAt, scored.utcOffsetMinutes));
    writeStar(scored.star, row);
    writeMetrics(scored.metrics, row);
    row.bool(scored.outcomeMetric);
    writeKeyPoints(scored.keyPoints, row);
    writeMistakes(scored.mistakes, row);
    writeNullable(scored.hasCompanyFocus, scored.companyFocus, row);
    writeNullable(scored.hasLevelFit, scored.levelFit, row);
    row.float64(scored.structure);
    row.float64(scored.content);
    row.isNull(!scored.hasDelivery);
    if (scored.hasDelivery) {
      row.float64(scored.delivery);
    }
    row.float64(scored.overall);
    row.bool(scored.passed);
    row.uint32(within("word_count", scored.wordCount, UINT32_MAX));
    row.isNull(!scored.hasDuration);
    if (scored.hasDuration) {
      row.uint32(within("duration_ms", scored.durationMs, UINT32_MAX));
    }
    row.string(scored.scorerVersion);
    row.string(scored.rubricVersion);
    origin.write(row);
  }

  private static void writeStar(List<StarPart> star, RowBuffer row) {
    for (var part : PARTS) {
      var present = false;
      var share = 0.0;
      for (var told : star) {
        if (told.part == part) {
          present = told.present;
          share = told.share;
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
        if (metric.kind == kind) {
          count++;
        }
      }
      row.uint16(count);
    }
  }

  private static void writeKeyPoints(List<KeyPoint> keyPoints, RowBuffer row) {
    for (var covered : List.of(true, false)) {
      row.array(
          keyPoints,
          keyPoint -> keyPoint.covered == covered,
          (keyPoint, element) -> element.string(keyPoint.id));
    }
  }

  /** Each mistake once: the rollups count rows of this array as answers. */
  private static void writeMistakes(List<Mistake> mistakes, RowBuffer row) {
    row.array(
        mistakes,
        mistake -> isFirst(mistake, mistakes),
        (mistake, element) -> element.string(mistake.id));
    row.array(
        mistakes,
        mistake -> isFirst(mistake, mistakes),
        (mistake, element) -> element.string(word(mistake.severity)));
  }

  private static boolean isFirst(Mistake mistake, List<Mistake> mistakes) {
    for (var earlier : mistakes) {
      if (earlier == mistake) {
        return true;
      }
      if (earlier.id.sameAs(mistake.id)) {
        return false;
      }
    }
    return true;
  }

  private static void writeNullable(boolean present, boolean value, RowBuffer row) {
    row.isNull(!present);
    if (present) {
      row.bool(value);
    }
  }
}
