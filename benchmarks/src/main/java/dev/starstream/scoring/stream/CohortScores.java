package dev.starstream.scoring.stream;

import dev.starstream.devstack.cohort.CohortGenerator;
import dev.starstream.devstack.cohort.CohortSpec;
import dev.starstream.events.AnswerScored;
import dev.starstream.events.AnswerSubmitted;
import dev.starstream.ingest.AnswerParser;
import dev.starstream.ingest.Parsed;
import dev.starstream.schemas.AnswerIds;
import dev.starstream.schemas.catalogue.QuestionCatalogue;
import dev.starstream.scoring.score.AnswerScorer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers of the made-up cohort with the scores that the stream would give them. */
public final class CohortScores {

  /** Spreads consecutive numbers: a prime, far from all spans. */
  private static final long SPREAD = 2_654_435_761L;

  private final List<AnswerScored> scored = new ArrayList<>();
  private final Instant now = Instant.now();
  private final Duration span;

  /**
   * Scores a cohort of that many answers.
   *
   * @param span how long ago the first was submitted: a day makes a backlog, half a year an import
   */
  public CohortScores(int answers, Duration span) {
    this.span = span;
    var catalogue = QuestionCatalogue.load();
    var scorer = AnswerScorer.load(catalogue);
    var parser = new AnswerParser(catalogue, "bench", Clock.systemUTC());
    for (var answer :
        new CohortGenerator(catalogue).generate(new CohortSpec(answers, 1, now)).answers()) {
      var submitted = ((Parsed.Accepted) parser.parse(answer.answer().toString())).answer();
      var question = Optional.ofNullable(submitted.getQuestionId()).flatMap(catalogue::question);
      var scorecard = scorer.score(ScoredAnswers.answer(submitted), question);
      scored.add(ScoredAnswers.scored(submitted, question, scorecard, now, now));
    }
  }

  /** An answer with an id of its own: the cohort over and over, each time of other people. */
  public AnswerScored numbered(int number) {
    var original = scored.get(number % scored.size());
    var eventId = "event-" + number;
    var round = number / scored.size();
    var answer =
        AnswerSubmitted.newBuilder(original.getAnswer())
            .setEventId(eventId)
            .setSubmittedAt(now.minusMillis(Math.floorMod(number * SPREAD, span.toMillis())))
            .setCandidateRef(original.getAnswer().getCandidateRef() + "-" + round)
            .build();
    return AnswerScored.newBuilder(original)
        .setAnswerId(AnswerIds.of(answer.getTenantId(), answer.getSource(), eventId))
        .setAnswer(answer)
        .build();
  }
}
