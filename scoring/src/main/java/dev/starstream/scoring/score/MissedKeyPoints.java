package dev.starstream.scoring.score;

import dev.starstream.schemas.catalogue.Question;
import dev.starstream.schemas.catalogue.Question.CommonMistake;
import dev.starstream.schemas.catalogue.Question.Trigger;
import java.util.List;
import java.util.Optional;

/** What the question looks for and the answer does not tell, in the question's words. */
final class MissedKeyPoints {
  private final CritiqueCase about;

  MissedKeyPoints(CritiqueCase about) {
    this.about = about;
  }

  /** The key point of whose absence that mistake speaks. */
  Optional<String> of(Findings.Mistake mistake) {
    for (CommonMistake common : about.question().orElseThrow().commonMistakes()) {
      if (common.id().equals(mistake.id())
          && common.when().isPresent()
          && common.when().get() instanceof Trigger.MissingKeyPoint missing) {
        return about.question().get().keyPoints().stream()
            .filter(point -> point.id().equals(missing.keyPoint()))
            .map(Question.KeyPoint::text)
            .findFirst();
      }
    }
    return Optional.empty();
  }

  /** The first key point which is not covered and of which no mistake speaks. */
  Optional<String> first() {
    if (about.question().isEmpty()) {
      return Optional.empty();
    }
    List<Question.KeyPoint> points = about.question().get().keyPoints();
    for (int i = 0; i < about.keyPoints().size(); i++) {
      String text = points.get(i).text();
      if (!about.keyPoints().get(i).covered()
          && CritiqueSentences.person(text).isPresent()
          && about.findings().mistakes().stream()
              .filter(Findings.Mistake::missingKeyPoint)
              .noneMatch(mistake -> of(mistake).equals(Optional.of(text)))) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }
}
