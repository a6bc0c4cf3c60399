package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.rubric.Severity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Everything that earns or costs points. {@link #without} tells what the same answer would be with
 * one mistake mended, so that the critique can say what mending it would gain.
 *
 * @param keyPointShare covered key points of all; empty without a question
 * @param ownPart 0 to 1, how much of the doing is told as the speaker's own
 * @param concrete 0 to 1
 * @param companyFocus 1 if addressed, else 0; empty if unknown
 * @param levelFit 1 if it fits, else 0; empty if no level was asked for
 */
record Findings(
    Set<Part> present,
    double actionShare,
    boolean outcomeMetric,
    OptionalDouble keyPointShare,
    double keyPointWeight,
    double ownPart,
    double concrete,
    OptionalDouble companyFocus,
    OptionalDouble levelFit,
    OptionalDouble delivery,
    List<Mistake> mistakes) {

  /**
   * A mistake that was made.
   *
   * @param general empty for one of the question's own
   * @param missingKeyPoint whether it is that a key point is missing
   */
  record Mistake(
      String id,
      Optional<GeneralMistake> general,
      Severity severity,
      Optional<Span> evidence,
      String advice,
      boolean missingKeyPoint) {
    boolean is(GeneralMistake mistake) {
      return general.isPresent() && general.get() == mistake;
    }
  }

  boolean has(Part part) {
    return present.contains(part);
  }

  boolean has(GeneralMistake mistake) {
    for (Mistake made : mistakes) {
      if (made.is(mistake)) {
        return true;
      }
    }
    return false;
  }

  /** The same answer with that part told. */
  Findings withPart(Part part) {
    var parts = EnumSet.of(part);
    parts.addAll(present);
    return with(parts, keyPointShare, companyFocus, levelFit, delivery);
  }

  /** The same answer with one more key point covered; the same without a question. */
  Findings withKeyPoint() {
    return with(present, oneMore(keyPointShare), companyFocus, levelFit, delivery);
  }

  /** The same answer, speaking to what the company looks for. */
  Findings withCompanyFocus() {
    return with(present, keyPointShare, OptionalDouble.of(1), levelFit, delivery);
  }

  /** The same answer, fit for the level. */
  Findings withLevelFit() {
    return with(present, keyPointShare, companyFocus, OptionalDouble.of(1), delivery);
  }

  /** The same answer, well spoken. */
  Findings withDelivery() {
    return with(present, keyPointShare, companyFocus, levelFit, OptionalDouble.of(1));
  }

  private Findings with(
      Set<Part> parts,
      OptionalDouble points,
      OptionalDouble focus,
      OptionalDouble fit,
      OptionalDouble spoken) {
    return new Findings(
        parts,
        actionShare,
        outcomeMetric,
        points,
        keyPointWeight,
        ownPart,
        concrete,
        focus,
        fit,
        spoken,
        mistakes);
  }

  private OptionalDouble oneMore(OptionalDouble points) {
    return points.isPresent()
        ? OptionalDouble.of(Math.min(1, points.getAsDouble() + keyPointWeight))
        : points;
  }

  /** The same answer with that mistake mended and all that its mending brings. */
  Findings without(Mistake mended) {
    var parts = EnumSet.noneOf(Part.class);
    parts.addAll(present);
    boolean metric = outcomeMetric;
    double share = actionShare;
    double own = ownPart;
    double checkable = concrete;
    OptionalDouble points = keyPointShare;
    var gone = new ArrayList<String>(List.of(mended.id()));
    if (mended.general().isPresent()) {
      switch (mended.general().get()) {
        case NO_SITUATION -> parts.add(Part.SITUATION);
        case NO_ACTION -> {
          parts.add(Part.ACTION);
          share = 1;
          own = 1;
        }
        case NO_RESULT -> parts.add(Part.RESULT);
        case NO_QUANTIFIED_RESULT -> {
          // A measured result is a result.
          metric = true;
          parts.add(Part.RESULT);
          gone.add(GeneralMistake.NO_RESULT.id());
        }
        case NO_LEARNING -> parts.add(Part.LEARNING);
        case WE_INSTEAD_OF_I -> own = 1;
        case LONG_SITUATION -> share = 1;
        case HYPOTHETICAL, GENERIC_VAGUE, NOT_AN_ANSWER -> {
          // A real story instead: its situation, action and result come with it.
          parts.add(Part.SITUATION);
          parts.add(Part.ACTION);
          parts.add(Part.RESULT);
          share = 1;
          own = 1;
          checkable = 1;
          gone.add(GeneralMistake.NO_SITUATION.id());
          gone.add(GeneralMistake.NO_ACTION.id());
          gone.add(GeneralMistake.NO_RESULT.id());
          gone.add(GeneralMistake.HYPOTHETICAL.id());
          gone.add(GeneralMistake.GENERIC_VAGUE.id());
        }
        case ABSOLUTIST,
            BLAMES_OTHERS,
            NO_TRADEOFF,
            SKIPS_TESTS_NO_SAFETY_NET,
            PERFECTION_NO_BUSINESS_CASE,
            LANGUAGE_NOT_SUPPORTED -> {}
      }
    }
    if (mended.missingKeyPoint()) {
      points = oneMore(points);
    }
    var left = new ArrayList<Mistake>(mistakes.size());
    for (Mistake made : mistakes) {
      if (!gone.contains(made.id())) {
        left.add(made);
      }
    }
    return new Findings(
        parts,
        share,
        metric,
        points,
        keyPointWeight,
        own,
        checkable,
        companyFocus,
        levelFit,
        delivery,
        left);
  }
}
