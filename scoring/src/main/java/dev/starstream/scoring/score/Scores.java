package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Level;
import dev.starstream.scoring.rubric.Marks;
import dev.starstream.scoring.rubric.MistakeRule;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Rubric;
import dev.starstream.scoring.rubric.Severity;
import java.util.Optional;
import java.util.OptionalDouble;

/** The sub-scores and what follows from them; every number is 0 to 1, rounded to four decimals. */
record Scores(
    double structure, double content, OptionalDouble delivery, double overall, boolean passed) {
  static Scores of(Findings findings, Rubric rubric, Optional<Level> level) {
    Marks marks = rubric.marks();
    double structure = structure(findings, marks);
    double content = content(findings, marks);
    double cap = 1;
    boolean critical = false;
    for (Findings.Mistake mistake : findings.mistakes()) {
      critical |= mistake.severity() == Severity.CRITICAL;
      if (mistake.general().isPresent()) {
        MistakeRule rule = rubric.rule(mistake.general().get());
        structure -= rule.structureCost();
        content -= rule.contentCost();
        cap = Math.min(cap, rule.overallCap());
      } else {
        content -= ownMistakeCost(mistake.severity());
      }
    }
    structure = round(structure);
    content = round(content);
    double weights = marks.overallStructure() + marks.overallContent();
    double sum = marks.overallStructure() * structure + marks.overallContent() * content;
    OptionalDouble delivery = findings.delivery();
    if (delivery.isPresent()) {
      delivery = OptionalDouble.of(round(delivery.getAsDouble()));
      weights += marks.overallDelivery();
      sum += marks.overallDelivery() * delivery.getAsDouble();
    }
    double overall = round(Math.min(cap, sum / weights));
    double passMark =
        level.map(asked -> marks.passMark().get(asked)).orElse(marks.passMarkUnspecified());
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

  private static double structure(Findings findings, Marks marks) {
    double sum = 0;
    for (Part part : Part.values()) {
      if (part == Part.NONE || !findings.has(part)) {
        continue;
      }
      double earned = marks.structure().get(part);
      if (part == Part.ACTION) {
        double filled = Math.min(1, findings.actionShare() / marks.actionShareForFull());
        earned *= 0.5 + 0.5 * filled;
      }
      sum += earned;
    }
    return sum;
  }

  private static double content(Findings findings, Marks marks) {
    double weights = marks.outcomeMetric() + marks.ownPart() + marks.concrete();
    double sum =
        (findings.outcomeMetric() ? marks.outcomeMetric() : 0)
            + marks.ownPart() * findings.ownPart()
            + marks.concrete() * findings.concrete();
    if (findings.keyPointShare().isPresent()) {
      weights += marks.keyPoints();
      double share = findings.keyPointShare().getAsDouble() / marks.keyPointsForFull();
      sum += marks.keyPoints() * Math.min(1, share);
    }
    if (findings.companyFocus().isPresent()) {
      weights += marks.companyFocus();
      sum += marks.companyFocus() * findings.companyFocus().getAsDouble();
    }
    if (findings.levelFit().isPresent()) {
      weights += marks.levelFit();
      sum += marks.levelFit() * findings.levelFit().getAsDouble();
    }
    return sum / weights;
  }
}
