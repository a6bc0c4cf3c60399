package dev.starstream.devstack;

import dev.starstream.aggregates.Insight;
import dev.starstream.aggregates.InsightParameter;
import dev.starstream.aggregates.InsightResult;
import dev.starstream.aggregates.InsightTable;
import dev.starstream.aggregates.Insights;
import dev.starstream.devstack.InsightCohort.Scored;
import dev.starstream.devstack.cohort.CohortGenerator;
import dev.starstream.devstack.cohort.CohortSpec;
import dev.starstream.ingest.AnswerParser;
import dev.starstream.ingest.Parsed;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.AnswerScorer;
import dev.starstream.scoring.score.Scorecard;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code docs/cookbook.md}: every insight with what it says of the demo's cohort. */
final class Cookbook {
  static final Path FILE = Path.of("..", "docs", "cookbook.md");
  static final String TENANT = "demo";

  private static final int ANSWERS = 8000;
  private static final int WIDTH = 110;
  private static final int ROWS_SHOWN = 12;
  private static final Instant UNTIL = Instant.parse("2026-11-01T00:00:00Z");
  private static final Duration TO_KAFKA = Duration.ofMillis(200);
  private static final Duration TO_SCORE = Duration.ofMillis(300);

  private static final String INTRO =
      """
      # Cookbook: what can be asked

      Every insight with its parameters and columns, the SQL, and what it says of the demo's cohort: %,d made-up answers of
      the eight weeks before %s (`starstream demo` makes the same ones up to now). The candidates are invented
      and so is what trips them; that the insights find it again is what this page shows. Nothing was streamed for it, so
      the times in `freshness` are made up, too, and no text is kept.

      A rate stands with its 95%% interval in brackets; `*` marks a row with too little to build on; groups of fewer than five
      people have no figures; tables are cut after %d rows and show no detail columns. The same answers come from
      `GET /v1/insights/NAME` as JSON, CSV or NDJSON. `--explain`, or `?explain=sql`, gives the SQL with its parameters:

          starstream query trend -p level=mid --explain | clickhouse-client --database starstream

      This file is generated and compared by `InsightsIT`; CONTRIBUTING.md tells how to write it anew.

      """;

  private Cookbook() {}

  /** The demo's cohort, each answer with the score that the scorer gives it. */
  static List<Scored> cohort() {
    var catalogue = QuestionCatalogue.load();
    var scorer = AnswerScorer.load(catalogue);
    var parser = new AnswerParser(catalogue, TENANT, Clock.fixed(UNTIL, ZoneOffset.UTC));
    var people = new LinkedHashMap<String, Long>();
    var scored = new ArrayList<Scored>();
    var spec = new CohortSpec(ANSWERS, 1, UNTIL);
    for (var labelled : new CohortGenerator(catalogue).generate(spec).answers()) {
      var submitted = ((Parsed.Accepted) parser.parse(labelled.answer().toString())).answer();
      var question = Optional.ofNullable(submitted.getQuestionId()).flatMap(catalogue::question);
      var answer = Answer.of(submitted.getText());
      if (submitted.getCompany() != null) {
        answer = answer.forCompany(submitted.getCompany());
      }
      var level = submitted.getLevel().name().toLowerCase(Locale.ROOT);
      if (!level.equals("unspecified")) {
        answer = answer.at(Level.valueOf(submitted.getLevel().name()));
      }
      var card = scorer.score(answer, question);
      var local = submitted.getSubmittedAt().atOffset(ZoneOffset.UTC);
      var onTheClock = local.plusMinutes(submitted.getUtcOffsetMinutes());
      var ingested = submitted.getSubmittedAt().plus(TO_KAFKA);
      people.putIfAbsent(submitted.getCandidateRef(), people.size() + 1L);
      scored.add(
          new Scored(
              TENANT,
              AnswerIds.of(TENANT, submitted.getSource(), submitted.getEventId()),
              people.get(submitted.getCandidateRef()),
              orEmpty(submitted.getCohort()),
              submitted.getSource(),
              orEmpty(submitted.getQuestionId()),
              question.map(q -> q.category()).orElse(""),
              orEmpty(submitted.getCompany()),
              level,
              submitted.getAttemptNo(),
              submitted.getSubmittedAt(),
              ingested,
              ingested.plus(TO_SCORE),
              onTheClock.getHour(),
              onTheClock.getDayOfWeek().getValue(),
              InsightCohort.PARTS.stream().map(part -> present(card, part)).toList(),
              card.metrics().size(),
              card.outcomeMetric(),
              keyPoints(card, true),
              keyPoints(card, false),
              card.mistakes().stream().map(m -> m.id()).toList(),
              card.mistakes().stream()
                  .map(m -> m.severity().name().toLowerCase(Locale.ROOT))
                  .toList(),
              card.structure(),
              card.content(),
              card.overall(),
              card.wordCount(),
              card.scorerVersion()));
    }
    return scored;
  }

  private static boolean present(Scorecard card, String part) {
    return card.star().get(Part.valueOf(part.toUpperCase(Locale.ROOT))).present();
  }

  private static List<String> keyPoints(Scorecard card, boolean covered) {
    return card.keyPoints().stream().filter(p -> p.covered() == covered).map(p -> p.id()).toList();
  }

  private static String orEmpty(String nullable) {
    return nullable == null ? "" : nullable;
  }

  /**
   * The whole file.
   *
   * @param someAnswer whose record is shown
   */
  static String text(Insights insights, Scored someAnswer) {
    var out =
        new StringBuilder(INTRO.formatted(ANSWERS, UNTIL.toString().substring(0, 10), ROWS_SHOWN));
    out.append("| insight | question |\n|---|---|\n");
    for (var insight : insights.catalogue().all()) {
      out.append("| [%s](#%s) | %s |\n".formatted(insight.name(), insight.name(), insight.title()));
    }
    for (var insight : insights.catalogue().all()) {
      var params = new LinkedHashMap<String, String>();
      if (insight.layout() == Insight.Layout.RECORD) {
        params.put("answer_id", someAnswer.id().toString());
      }
      section(insights.run(insight.name(), params, TENANT), params, out);
    }
    return out.toString();
  }

  private static void section(InsightResult result, Map<String, String> given, StringBuilder out) {
    var insight = result.insight();
    out.append("\n## ")
        .append(insight.name())
        .append("\n\n")
        .append(insight.title())
        .append("\n\n");
    out.append("**").append(result.sentence()).append("**\n\n```text\n$ starstream query ");
    out.append(insight.name());
    given.forEach((name, value) -> out.append(" -p ").append(name).append('=').append(value));
    out.append("\n\n").append(shortened(result)).append("```\n\n");
    out.append("How it is misread: ").append(insight.misread()).append("\n\n");
    out.append("<details><summary>Parameters, columns and SQL</summary>\n\n");
    out.append("| parameter | without it | what it does |\n|---|---|---|\n");
    for (var param : insight.params()) {
      out.append("| `%s` | %s | %s |\n".formatted(param.name(), otherwise(param), meaning(param)));
    }
    out.append("\n| column | unit | meaning |\n|---|---|---|\n");
    for (var column : insight.columns()) {
      var unit = column.unit().name().toLowerCase(Locale.ROOT);
      out.append("| `%s` | %s | %s |\n".formatted(column.name(), unit, cell(column.doc())));
    }
    out.append("\n```sql\n").append(Insights.explain(insight, given, TENANT)).append("```\n\n");
    out.append("</details>\n");
  }

  private static String otherwise(InsightParameter param) {
    if (param.required()) {
      return "it must be given";
    }
    return param.defaultValue().isEmpty() ? "" : "`" + param.defaultValue() + "`";
  }

  private static String meaning(InsightParameter param) {
    var allowed = param.allowed().isEmpty() ? "" : " (" + String.join(", ", param.allowed()) + ")";
    return cell(param.doc() + allowed);
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  /** The table alone, without what stands around it on this page, and cut. */
  private static String shortened(InsightResult result) {
    var lines = InsightTable.render(result, WIDTH).lines().toList();
    // Title, sentence and the note at the end have their own places here.
    int from = result.rows().isEmpty() ? 2 : blankAfter(lines, 2) + 1;
    int beware = lines.size();
    for (int i = lines.size() - 1; i > from; i--) {
      if (lines.get(i).startsWith("Beware: ")) {
        beware = i - 1;
        break;
      }
    }
    var kept = new ArrayList<>(lines.subList(from, beware));
    int shown = 2 + ROWS_SHOWN;
    int hidden = result.rows().size() - ROWS_SHOWN;
    if (result.insight().layout() == Insight.Layout.TABLE && hidden > 0) {
      kept.subList(shown, 2 + result.rows().size()).clear();
      kept.add(shown, " ... and " + hidden + (hidden == 1 ? " row more" : " rows more"));
    }
    return String.join("\n", kept) + "\n";
  }

  private static int blankAfter(List<String> lines, int from) {
    int line = from;
    while (!lines.get(line).isEmpty()) {
      line++;
    }
    return line;
  }
}
