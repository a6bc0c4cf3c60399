package dev.starstream.scoring.stream;

import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.events.Critique;
import dev.starstream.events.KeyPointHit;
import dev.starstream.events.Metric;
import dev.starstream.events.MetricKind;
import dev.starstream.events.Mistake;
import dev.starstream.events.Part;
import dev.starstream.events.Sentence;
import dev.starstream.events.Severity;
import dev.starstream.events.Span;
import dev.starstream.events.StarPart;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.catalogue.Question;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.score.Answer;
import dev.starstream.scoring.score.Modality;
import dev.starstream.scoring.score.Scorecard;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Between the Avro records and the scorer's values: the module's one mapping file. */
final class ScoredAnswers {

  static Answer answer(AnswerSubmitted submitted) {
    return new Answer(
        submitted.getText(),
        Optional.ofNullable(submitted.getQuestionText()),
        Optional.ofNullable(submitted.getCompany()),
        level(submitted),
        switch (submitted.getModality()) {
          case TEXT -> Modality.TEXT;
          case TRANSCRIPT -> Modality.TRANSCRIPT;
        },
        submitted.getDurationMs() == null
            ? OptionalLong.empty()
            : OptionalLong.of(submitted.getDurationMs()));
  }

  private static Optional<Level> level(AnswerSubmitted submitted) {
    return switch (submitted.getLevel()) {
      case UNSPECIFIED -> Optional.empty();
      case JUNIOR -> Optional.of(Level.JUNIOR);
      case MID -> Optional.of(Level.MID);
      case SENIOR -> Optional.of(Level.SENIOR);
      case STAFF -> Optional.of(Level.STAFF);
    };
  }

  static AnswerScored scored(
      AnswerSubmitted submitted,
      Optional<Question> question,
      Scorecard scorecard,
      Instant ingestedAt,
      Instant scoredAt) {
    return AnswerScored.newBuilder()
        .setAnswerId(
            AnswerIds.of(submitted.getTenantId(), submitted.getSource(), submitted.getEventId()))
        .setAnswer(submitted)
        .setCategory(question.map(Question::category).orElse(""))
        .setScorerVersion(scorecard.scorerVersion())
        .setRubricVersion(scorecard.rubricVersion())
        .setIngestedAt(ingestedAt)
        .setScoredAt(scoredAt)
        .setStar(
            scorecard.star().entrySet().stream()
                .map(
                    part ->
                        new StarPart(
                            part(part.getKey()),
                            part.getValue().present(),
                            part.getValue().share()))
                .toList())
        .setSentences(
            scorecard.sentences().stream()
                .map(
                    sentence ->
                        new Sentence(
                            sentence.span().start(), sentence.span().end(), part(sentence.part())))
                .toList())
        .setMetrics(scorecard.metrics().stream().map(ScoredAnswers::metric).toList())
        .setOutcomeMetric(scorecard.outcomeMetric())
        .setKeyPoints(
            scorecard.keyPoints().stream()
                .map(point -> new KeyPointHit(point.id(), point.covered(), span(point.evidence())))
                .toList())
        .setCompanyFocus(
            scorecard.companyFocus().map(Scorecard.CompanyFocus::addressed).orElse(null))
        .setLevelFit(scorecard.levelFit().map(Scorecard.LevelFit::fits).orElse(null))
        .setMistakes(scorecard.mistakes().stream().map(ScoredAnswers::mistake).toList())
        .setStructure(scorecard.structure())
        .setContent(scorecard.content())
        .setDelivery(scorecard.delivery().isPresent() ? scorecard.delivery().getAsDouble() : null)
        .setOverall(scorecard.overall())
        .setPassed(scorecard.passed())
        .setWordCount(scorecard.wordCount())
        .setCritique(
            new Critique(
                scorecard.critique().headline(),
                scorecard.critique().fixFirst(),
                scorecard.critique().fixGain(),
                scorecard.critique().notes()))
        .build();
  }

  private static Metric metric(Scorecard.Metric metric) {
    return new Metric(
        metric.span().start(),
        metric.span().end(),
        switch (metric.kind()) {
          case PERCENT -> MetricKind.PERCENT;
          case MONEY -> MetricKind.MONEY;
          case DURATION -> MetricKind.DURATION;
          case COUNT -> MetricKind.COUNT;
          case MULTIPLIER -> MetricKind.MULTIPLIER;
          case DELTA -> MetricKind.DELTA;
          case SCORE -> MetricKind.SCORE;
        },
        metric.value().isPresent() ? metric.value().getAsDouble() : null,
        metric.unit().orElse(null),
        metric.outcome());
  }

  private static Mistake mistake(Scorecard.MistakeFinding mistake) {
    return new Mistake(
        mistake.id(),
        switch (mistake.severity()) {
          case MINOR -> Severity.MINOR;
          case MAJOR -> Severity.MAJOR;
          case CRITICAL -> Severity.CRITICAL;
        },
        span(mistake.evidence()),
        mistake.advice());
  }

  private static Part part(dev.starstream.scoring.rubric.Part part) {
    return switch (part) {
      case SITUATION -> Part.SITUATION;
      case TASK -> Part.TASK;
      case ACTION -> Part.ACTION;
      case RESULT -> Part.RESULT;
      case LEARNING -> Part.LEARNING;
      case NONE -> Part.NONE;
    };
  }

  private static Span span(Optional<dev.starstream.scoring.score.Span> span) {
    return span.map(range -> new Span(range.start(), range.end())).orElse(null);
  }

  private ScoredAnswers() {}
}
