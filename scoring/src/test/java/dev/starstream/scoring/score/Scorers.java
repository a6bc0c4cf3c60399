package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.QuestionCatalogue;

/** The shipped scorer, loaded once for all tests. */
final class Scorers {
  static final QuestionCatalogue CATALOGUE = QuestionCatalogue.load();
  static final AnswerScorer SHIPPED = AnswerScorer.load(CATALOGUE);

  static final AnswerReader READER = SHIPPED.reader();

  private Scorers() {}
}
