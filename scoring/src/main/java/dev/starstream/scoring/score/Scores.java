package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.Marks;
import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.rubric.Severity;
import dev.starstream.scoring.score.Explanation.Sum;
import java.util.Optional;
import java.util.OptionalDouble;

/** The sub-scores and what follows from them; every number is 0 to 1, rounded to four decimals. */
record Scores(
    double structure, double content, OptionalDouble delivery, double overall, boolean passed) {
  static Scores of(Findings findings, Rubric rubric, Optional<Level> level) {
    return of(findings, rubric, level, Reasons.UNHEARD);
  }

  /**
   * The scores, and by the way what they are made of.
   *
   * @param reasons hears of each number
   */
  static Scores of(Findings findings, Rubric rubric, Optional<Level> level, Reasons reasons) {
    Marks marks = rubric.marks();
    double structure = structure(findings, marks, reasons);
    double content = content(findings, marks, reasons);
    double cap = 1;
    boolean critical = false;
    for (Findings.Mistake mistake : findings.mistakes()) {
      critical |= mistake.severity() == Severity.CRITICAL;
      if (mistake.general().isPresent()) {
        MistakeRule rule = rubric.rule(mistake.general().get());
        structure -= rule.structureCost();
        content -= rule.contentCost();
        cap = Math.min(cap, rule.overallCap());
        reasons.add(Sum.STRUCTURE, mistake.id(), -rule.structureCost(), 0);
        reasons.add(Sum.CONTENT, mistake.id(), -rule.contentCost(), 0);
        reasons.add(Sum.CAP, mistake.id(), rule.overallCap(), 0);
      } else {
        double cost = ownMistakeCost(mistake.severity());
        content -= cost;
        reasons.add(Sum.CONTENT, mistake.id(), -cost, 0);
      }
    }
    structure = round(structure);
    content = round(content);
    double weights = marks.overallStructure() + marks.overallContent();
    double sum = marks.overallStructure() * structure + marks.overallContent() * content;
    reasons.add(Sum.OVERALL, "structure", structure, marks.overallStructure());
    reasons.add(Sum.OVERALL, "content", content, marks.overallContent());
    OptionalDouble delivery = findings.delivery();
    if (delivery.isPresent()) {
      delivery = OptionalDouble.of(round(delivery.getAsDouble()));
      weights += marks.overallDelivery();
      sum += marks.overallDelivery() * delivery.getAsDouble();
      reasons.add(Sum.OVERALL, "delivery", delivery.getAsDouble(), marks.overallDelivery());
    }
    double overall = round(Math.min(cap, sum / weights));
    double passMark =
        level.map(asked -> marks.passMark().get(asked)).orElse(marks.passMarkUnspecified());
    reasons.add(Sum.PASS_MARK, "pass mark", passMark, 0);
    boolean passed =
        overall >= passMark && !critical && !findings.has(GeneralMistake.NOT_AN_ANSWER);
    return new Scores(structure, content, delivery, overall, passed);
  }

  /** Four decimals, never below 0 or above 1. */
  static double round(double value) {
    return Math.rint(Math.max(0, Math.min(1, value)) * 10_000) / 10_000;
  }

  /** What one of the question's own mistakes costs the content. */
  private static double ownMistakeCost(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 0.15;
      case MAJOR -> 0.08;
      case MINOR -> 0.04;
    };
  }

  private static double structure(Findings findings, Marks marks, Reasons reasons) {
    double sum = 0;
    for (Part part : Part.values()) {
      if (part == Part.NONE) {
        continue;
      }
      double weight = marks.structure().get(part);
      double earned = findings.has(part) ? weight : 0;
      if (part == Part.ACTION) {
        double filled = Math.min(1, findings.actionShare() / marks.actionShareForFull());
        earned *= 0.5 + 0.5 * filled;
      }
      reasons.add(Sum.STRUCTURE, part, earned, weight);
      sum += earned;
    }
    return sum;
  }

  private static double content(Findings findings, Marks marks, Reasons reasons) {
    double weights = marks.outcomeMetric() + marks.ownPart() + marks.concrete();
    double sum =
        heard(reasons, "outcome metric", findings.outcomeMetric() ? 1 : 0, marks.outcomeMetric())
            + heard(reasons, "own part", findings.ownPart(), marks.ownPart())
            + heard(reasons, "concrete", findings.concrete(), marks.concrete());
    if (findings.keyPointShare().isPresent()) {
      weights += marks.keyPoints();
      double share = findings.keyPointShare().getAsDouble() / marks.keyPointsForFull();
      sum += heard(reasons, "key points", Math.min(1, share), marks.keyPoints());
    }
    if (findings.companyFocus().isPresent()) {
      weights += marks.companyFocus();
      double addressed = findings.companyFocus().getAsDouble();
      sum += heard(reasons, "company focus", addressed, marks.companyFocus());
    }
    if (findings.levelFit().isPresent()) {
      weights += marks.levelFit();
      sum += heard(reasons, "level", findings.levelFit().getAsDouble(), marks.levelFit());
    }
    return sum / weights;
  }

  private static double heard(Reasons reasons, Object what, double share, double weight) {
    reasons.add(Sum.CONTENT, what, weight * share, weight);
    return weight * share;
  }
}
