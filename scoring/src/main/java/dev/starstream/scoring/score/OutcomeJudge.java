package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.MetricKind;
import dev.starstream.scoring.rubric.QuantityWords;

/**
 * Whether a quantity measures an effect of the work: from the part of its sentence and the words of
 * change, plan, scope, problem and effort around it.
 */
final class OutcomeJudge {
  private static final int WORDS_BEFORE = 6;
  private static final int WORDS_AFTER = 4;

  private final QuantityWords.Outcome weights;
  private final int change;
  private final int plan;
  private final int scope;
  private final int problem;
  private final int effort;

  OutcomeJudge(QuantityWords words, CueBook book) {
    weights = words.outcome();
    change = book.add("quantities/change", words.change());
    plan = book.add("quantities/plan", words.plan());
    scope = book.add("quantities/scope", words.scope());
    problem = book.add("quantities/problem", words.problem());
    effort = book.add("quantities/effort", words.effort());
  }

  int changeCue() {
    return change;
  }

  int planCue() {
    return plan;
  }

  boolean isOutcome(Quantities.Quantity quantity, Reading reading, Parts parts) {
    SentenceCues cues = reading.cues();
    int sentence = quantity.sentence();
    int from = quantity.fromToken() - WORDS_BEFORE;
    int to = quantity.toToken() + WORDS_AFTER;
    double score = weights.part().get(parts.part(sentence));
    score += weights.kind().get(quantity.kind());
    if (quantity.value().isPresent()
        && quantity.value().getAsDouble() == 0
        && quantity.kind() == MetricKind.COUNT) {
      score += weights.zero();
    }
    if (cues.near(change, sentence, from, to)) {
      score += weights.changeNear();
    } else if (cues.has(change, sentence)) {
      score += weights.changeInSentence();
    }
    if (cues.near(plan, sentence, from, to)) {
      score += weights.planNear();
    } else if (cues.has(plan, sentence)) {
      score += weights.planInSentence();
    }
    score += cues.near(scope, sentence, from, to) ? weights.scopeNear() : 0;
    score += cues.near(problem, sentence, from, to) ? weights.problemNear() : 0;
    score += cues.near(effort, sentence, from, to) ? weights.effortNear() : 0;
    return score > 0;
  }
}
