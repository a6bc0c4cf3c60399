package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Part;
import java.util.Map;
import java.util.Optional;

/** The headline of a story's critique: what it tells already and what it needs next. */
final class Headline {
  private static final int MOST_LENGTH = 140;
  private static final int QUOTE_LENGTH = 45;

  private final CritiqueSentences sentences;
  private final CritiqueCase about;
  private final Findings findings;
  private final CritiqueNumbers numbers;

  Headline(CritiqueSentences sentences, CritiqueCase about, CritiqueNumbers numbers) {
    this.sentences = sentences;
    this.about = about;
    this.findings = about.findings();
    this.numbers = numbers;
  }

  /**
   * The headline.
   *
   * @param gap id of what to mend first; "none" if there is nothing
   */
  String of(String gap) {
    String next =
        sentences.say(
            about,
            "next_" + next(gap),
            Map.of("company", about.companyName().orElse(""), "level", about.levelAsked()));
    return numberTold()
        .map(told -> headline(told, next))
        .filter(said -> said.length() <= MOST_LENGTH)
        .orElseGet(() -> headline(told(), next));
  }

  private String next(String gap) {
    if (findings.has(GeneralMistake.NO_RESULT)
        && gap.equals(GeneralMistake.NO_QUANTIFIED_RESULT.id())) {
      return GeneralMistake.NO_RESULT.id();
    }
    return gap.equals(Mend.KEY_POINT) ? Mend.OWN : gap;
  }

  private String headline(String told, String next) {
    return sentences.say(about, "headline", Map.of("told", told, "next", next));
  }

  private Optional<String> numberTold() {
    if (!findings.has(Part.ACTION) || !findings.has(Part.RESULT)) {
      return Optional.empty();
    }
    return numbers
        .clearOutcome()
        .flatMap(span -> about.quoted(span, QUOTE_LENGTH))
        .filter(quote -> !quote.endsWith("...\""))
        .map(quote -> sentences.say(about, "told_number", Map.of("quote", quote)));
  }

  private String told() {
    return sentences.say(about, toldId(), Map.of());
  }

  private String toldId() {
    boolean result = findings.has(Part.RESULT);
    if (!findings.has(Part.ACTION)) {
      return result || findings.has(Part.SITUATION) ? "told_result" : "told_little";
    }
    if (!result) {
      return "told_action";
    }
    return findings.outcomeMetric() ? "told_measured" : "told_whole";
  }
}
