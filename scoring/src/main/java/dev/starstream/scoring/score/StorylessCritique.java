package dev.starstream.scoring.score;

import dev.starstream.scoring.rubric.GeneralMistake;
import dev.starstream.scoring.rubric.Part;
import dev.starstream.scoring.score.Scorecard.Critique;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The critique of a text that tells no story: how to begin one, and no promise of points. */
final class StorylessCritique {
  private static final int SHORT_SENTENCE = 30;

  private final CritiqueSentences sentences;

  StorylessCritique(CritiqueSentences sentences) {
    this.sentences = sentences;
  }

  static boolean isFor(CritiqueCase about) {
    Findings findings = about.findings();
    return findings.has(GeneralMistake.HYPOTHETICAL)
        || findings.has(GeneralMistake.NOT_AN_ANSWER)
        || (findings.has(GeneralMistake.GENERIC_VAGUE) && !findings.has(Part.ACTION))
        || findings.present().stream().allMatch(part -> part == Part.LEARNING);
  }

  Critique of(CritiqueCase about) {
    String headline = sentences.say(about, headline(about.findings()), Map.of());
    String fix = sentences.say(about, "fix_no_story", Map.of("text", sentences.opening(about)));
    return new Critique(headline, fix, 0, notes(about));
  }

  private static String headline(Findings findings) {
    if (findings.has(GeneralMistake.NOT_AN_ANSWER)) {
      return "headline_not_an_answer";
    }
    if (findings.has(GeneralMistake.HYPOTHETICAL)) {
      return "headline_hypothetical";
    }
    return findings.has(GeneralMistake.GENERIC_VAGUE) ? "headline_general" : "headline_no_story";
  }

  private List<String> notes(CritiqueCase about) {
    var notes = new ArrayList<String>();
    boolean would = about.findings().has(GeneralMistake.HYPOTHETICAL);
    quote(about)
        .map(quote -> Map.of("quote", quote))
        .map(names -> sentences.say(about, would ? "note_would" : "note_not_an_event", names))
        .ifPresent(notes::add);
    if (about.looksFor().isPresent() && about.companyName().isPresent()) {
      notes.add(sentences.company(about, "note_company_choose", Map.of()));
    }
    about
        .question()
        .flatMap(asked -> asked.tips().stream().findFirst())
        .ifPresent(tip -> notes.add(sentences.tip(about, tip)));
    return notes;
  }

  /** Words that show that there is no story. */
  private static Optional<String> quote(CritiqueCase about) {
    return about.findings().mistakes().stream()
        .filter(
            made -> made.is(GeneralMistake.HYPOTHETICAL) || made.is(GeneralMistake.GENERIC_VAGUE))
        .flatMap(mistake -> mistake.evidence().stream())
        .findFirst()
        .flatMap(span -> about.quoted(withNext(about, span), CritiqueCase.QUOTE_LENGTH));
  }

  /** A short sentence says little without what follows it. */
  private static Span withNext(CritiqueCase about, Span span) {
    int end = about.text().length();
    return span.end() - span.start() < SHORT_SENTENCE ? new Span(span.start(), end) : span;
  }
}
