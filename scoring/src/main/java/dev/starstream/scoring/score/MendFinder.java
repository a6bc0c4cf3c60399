package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Rubric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What could be better in an answer, and how much the overall score would gain by each. */
final class MendFinder {
  private final Rubric rubric;
  private final CritiqueCase about;
  private final Findings findings;
  private final CritiqueNumbers numbers;
  private final MissedKeyPoints keyPoints;

  MendFinder(
      Rubric rubric, CritiqueCase about, CritiqueNumbers numbers, MissedKeyPoints keyPoints) {
    this.rubric = rubric;
    this.about = about;
    this.findings = about.findings();
    this.numbers = numbers;
    this.keyPoints = keyPoints;
  }

  /**
   * All that could be better, what most likely gains most first.
   *
   * @param heard whether something can be said of how it was spoken
   */
  List<Mend> find(boolean heard) {
    var mends = new ArrayList<Mend>();
    boolean unmeasured = findings.has(GeneralMistake.NO_QUANTIFIED_RESULT);
    for (Findings.Mistake mistake : findings.mistakes()) {
      if (unmeasured && mistake.is(GeneralMistake.NO_RESULT)) {
        // A result that is told with its measure mends both.
        continue;
      }
      String id = mistake.general().map(GeneralMistake::id).orElse(Mend.OWN);
      double gain = gain(findings.without(mistake));
      mends.add(new Mend(id, gain, isSure(mistake), Optional.of(mistake)));
    }
    if (!findings.has(Part.TASK)) {
      add(mends, Mend.NO_TASK, findings.withPart(Part.TASK), !about.mayHave(Part.TASK));
    }
    if (about.focus().isPresent() && !about.focus().get().addressed()) {
      add(mends, Mend.COMPANY, findings.withCompanyFocus(), false);
    } else if (keyPoints.first().isPresent()) {
      // What the company looks for is asked of everybody's story; one such wish is enough.
      add(mends, Mend.KEY_POINT, findings.withKeyPoint(), false);
    }
    if (about.fit().isPresent() && !about.fit().get().fits() && findings.has(Part.ACTION)) {
      add(mends, Mend.LEVEL, findings.withLevelFit(), false);
    }
    if (heard) {
      add(mends, Mend.DELIVERY, findings.withDelivery(), true);
    }
    // What had to be reached is told in few words or only meant: the least sure of all gaps.
    mends.sort(
        Comparator.comparing((Mend mend) -> mend.id().equals(Mend.NO_TASK))
            .thenComparingDouble(mend -> -mend.likelyGain()));
    return mends;
  }

  private void add(List<Mend> mends, String id, Findings mended, boolean sure) {
    double gain = gain(mended);
    if (gain > 0) {
      mends.add(new Mend(id, gain, sure, Optional.empty()));
    }
  }

  private double gain(Findings mended) {
    Scores scores = Scores.of(mended, rubric, about.answer().level());
    return Scores.round(scores.overall() - about.scores().overall());
  }

  private boolean isSure(Findings.Mistake mistake) {
    if (mistake.general().isEmpty()) {
      return !mistake.missingKeyPoint();
    }
    return switch (mistake.general().get()) {
      case NO_SITUATION -> !about.mayHave(Part.SITUATION);
      case NO_ACTION -> !about.mayHave(Part.ACTION) && findings.ownPart() == 0;
      case NO_RESULT -> !about.mayHave(Part.RESULT);
      case NO_QUANTIFIED_RESULT -> numbers.unclear().isEmpty();
      case NO_LEARNING -> !about.mayHave(Part.LEARNING);
      case NO_TRADEOFF, GENERIC_VAGUE -> false;
      case WE_INSTEAD_OF_I,
          LONG_SITUATION,
          HYPOTHETICAL,
          ABSOLUTIST,
          BLAMES_OTHERS,
          SKIPS_TESTS_NO_SAFETY_NET,
          PERFECTION_NO_BUSINESS_CASE,
          NOT_AN_ANSWER,
          LANGUAGE_NOT_SUPPORTED ->
          true;
    };
  }
}
